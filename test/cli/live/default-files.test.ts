import { readdirSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { projectFolder } from '../project/project-folder.ts'
import { failedTrace, traceId } from '../sample-trace.ts'
import { EVENTUALLY, runHoptrace, startHoptrace } from './dev-process.ts'

const LINES = `${failedTrace.map((line) => JSON.stringify(line)).join('\n')}\n`
const WRITE = `require('fs').appendFileSync(process.env.HOPTRACE_FILE, ${JSON.stringify(LINES)})`
const OTHER = { '.hoptrace/records.ndjson': LINES.replaceAll(traceId, 'another') }

it('reads the records of the hoptrace dev that runs in the folder', async () => {
  const folder = projectFolder(OTHER)
  const node = `${WRITE}; console.log('written'); setInterval(() => {}, 1000)`
  const dev = startHoptrace(folder, 'dev', '--quiet', '--', 'node', '-e', node)
  await dev.has('written')
  const files = () => readdirSync(path.join(folder, '.hoptrace')).join(' ')
  await expect.poll(files, EVENTUALLY).toMatch(/dev-\d+\.json /)
  for (const args of [['trace', '--last'], ['query', 'recent-errors'], ['map']]) {
    const { status, stdout } = runHoptrace(folder, ...args)
    expect({ args, status }).toEqual({ args, status: 0 })
    expect(stdout).not.toContain('another')
  }
  expect(runHoptrace(folder, 'trace', '--last').stdout).toContain(traceId)
  expect(runHoptrace(folder, 'doctor').stderr).not.toContain('There is no log')
})

it('reads the newest records of the folder after hoptrace dev has ended', () => {
  const folder = projectFolder(OTHER)
  utimesSync(path.join(folder, '.hoptrace/records.ndjson'), 1, 1)
  runHoptrace(folder, 'dev', '--ci', '--', 'node', '-e', WRITE)
  expect(runHoptrace(folder, 'trace', '--last').stdout).toContain(traceId)
  for (const name of readdirSync(path.join(folder, '.hoptrace'))) {
    if (name.startsWith('dev-')) utimesSync(path.join(folder, '.hoptrace', name), 0, 0)
  }
  expect(runHoptrace(folder, 'trace', '--last').stdout).toContain('another')
})

it('says how to get records if the folder has none', () => {
  const { status, stderr } = runHoptrace(projectFolder({}), 'trace', '--last')
  expect(status).toBe(3)
  expect(stderr).toContain('There are no records of hoptrace dev in this folder: pass --file')
})
