import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { logFile } from './log-file.ts'

const PEERS = [
  '@duckdb/node-api',
  '@aws-sdk/client-cloudwatch-logs',
  '@modelcontextprotocol/server',
]

/** Runs a hoptrace that is installed outside of a project, in that project. */
function runElsewhere(args: readonly string[], { hasPeers }: { hasPeers: boolean }) {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'hoptrace-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const tool = path.join(folder, 'npx/node_modules/hoptrace')
  cpSync('dist', path.join(tool, 'dist'), { recursive: true })
  cpSync('package.json', path.join(tool, 'package.json'))
  const project = path.join(folder, 'project')
  mkdirSync(project)
  for (const name of hasPeers ? PEERS : []) {
    const link = path.join(project, 'node_modules', name)
    mkdirSync(path.dirname(link), { recursive: true })
    symlinkSync(path.resolve('node_modules', name), link)
  }
  return spawnSync(process.execPath, [path.join(tool, 'dist/cli/main.js'), ...args], {
    cwd: project,
    encoding: 'utf8',
    input: '',
    env: { ...process.env, AWS_REGION: '', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
  })
}

const ofFiles = (): string[] => ['query', '--ql', 'fields n', '--csv', '--file', logFile({ n: 1 })]
const OF_GROUPS = ['query', '--ql', 'fields n', '--log-group', 'a', '--region', '']

it('a hoptrace outside of the project uses DuckDB and the SDKs of the project', () => {
  const files = runElsewhere(ofFiles(), { hasPeers: true })
  expect([files.status, files.stdout]).toEqual([0, 'n\r\n1\r\n'])
  const groups = runElsewhere(OF_GROUPS, { hasPeers: true })
  expect(groups.stderr).toContain('CloudWatch')
  expect(groups.stderr).not.toContain('npm install')
  const agents = runElsewhere(['mcp'], { hasPeers: true })
  expect([agents.status, agents.stderr]).toEqual([0, ''])
})

it('a missing package is answered with what to type', () => {
  const files = runElsewhere(ofFiles(), { hasPeers: false })
  expect([files.status, files.stderr]).toEqual([
    3,
    'Queries over files need DuckDB. Run npm install --save-dev @duckdb/node-api in the project; for a global hoptrace, npm install --global @duckdb/node-api; or for one call, npx --package hoptrace --package @duckdb/node-api hoptrace …\n',
  ])
  const groups = runElsewhere(OF_GROUPS, { hasPeers: false })
  expect([groups.status, groups.stderr]).toEqual([
    3,
    expect.stringContaining('need the AWS SDK. Run npm install --save-dev @aws-sdk/client-'),
  ])
  const agents = runElsewhere(['mcp'], { hasPeers: false })
  expect([agents.status, agents.stdout, agents.stderr]).toEqual([
    3,
    '',
    expect.stringContaining('Run npm install --save-dev @modelcontextprotocol/server in the'),
  ])
})
