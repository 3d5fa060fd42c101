import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { FRAMEWORK } from '../package-service.ts'
import { folderWith } from './folder.ts'

const HANDLER = `const { withLambdaTracing } = require('hoptrace/middy')
exports.handler = withLambdaTracing(async () => ({ statusCode: 200, body: process.env.HOPTRACE_SERVICE }))
`

it.each([
  ['before', ['serverless-offline', 'hoptrace/serverless']],
  ['after', ['hoptrace/serverless', 'serverless-offline']],
])('serverless-offline %s the plugin runs functions with its environment', async (_, plugins) => {
  const folder = folderWith({ plugins }, ['serverless-offline'], { 'index.js': HANDLER })
  const [port, lambdaPort] = [await freePort(), await freePort()]
  const child = startOffline(folder, ['--httpPort', port, '--lambdaPort', lambdaPort])
  const output = await outputUntil(child, 'Server ready')
  expect(output).not.toContain('hoptrace:')
  const written = outputUntil(child, 'Lambda success')
  const response = await fetch(`http://127.0.0.1:${port}/orders/7`)
  expect([response.status, await response.text()]).toEqual([200, 'shop'])
  expect(response.headers.get('x-trace-id')).toMatch(/^req_/)
  expect(await written).toContain('GET /orders/{id}')
})

it.each([
  ['json', 'offline', /^\{"timestamp".*"message":"Lambda success"/m],
  ['pretty', 'offline start', /^\[[\d:.]+\] INFO {2}Lambda success/m],
])(
  'serverless-offline writes records in the format that is asked for: %s',
  async (format, command, line) => {
    const plugins = ['hoptrace/serverless', 'serverless-offline']
    const folder = folderWith({ plugins }, ['serverless-offline'], { 'index.js': HANDLER })
    const [port, lambdaPort] = [await freePort(), await freePort()]
    const env = { HOPTRACE_FORMAT: format, HOPTRACE_FILE: path.join(folder, 'records.ndjson') }
    const flags = ['--httpPort', port, '--lambdaPort', lambdaPort]
    const child = startOffline(folder, flags, command, env)
    await outputUntil(child, 'Server ready')
    const written = outputUntil(child, 'Lambda success')
    await fetch(`http://127.0.0.1:${port}/orders/7`)
    expect(await written).toMatch(line)
    const records = readFileSync(env.HOPTRACE_FILE, 'utf8').trimEnd().split('\n')
    expect(records.map((text) => JSON.parse(text).phase)).toEqual(['start', 'complete'])
  },
)

function startOffline(
  cwd: string,
  flags: readonly string[],
  command = 'offline start',
  variables: object = {},
): ChildProcess {
  const args = [path.join(FRAMEWORK, 'bin/serverless.js'), ...command.split(' '), ...flags]
  const env: object = { HOME: cwd, PATH: path.dirname(process.execPath), ...variables }
  const child = spawn(process.execPath, args, { cwd, env: env as NodeJS.ProcessEnv })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Returns what a process writes until it writes a text, or ends. */
function outputUntil(child: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr] as Readable[]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk
        if (output.includes(text)) resolve(output)
      })
    }
    child.on('exit', () => reject(new Error(output)))
  })
}

async function freePort(): Promise<string> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  server.close()
  return String(Object(address).port)
}
