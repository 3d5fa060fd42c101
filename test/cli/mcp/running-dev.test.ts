import { readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { EVENTUALLY } from '../live/dev-process.ts'
import { servePageOf } from '../live/served-page.ts'
import { logFile } from '../log-file.ts'
import { projectFolder } from '../project/project-folder.ts'
import { failedTrace, record, traceId } from '../sample-trace.ts'
import { startSession } from './session.ts'

const OTHER = record(0, { traceId: 'other', phase: 'log', spanId: '000000000000000a' })

describe('hoptrace mcp beside hoptrace dev', () => {
  it('reads the records of all that run in the project', async () => {
    const folder = projectFolder({})
    const { call } = await startSession([], { cwd: folder })
    expect(await call('trace', { id: traceId })).toMatchObject({ isError: true })
    await servePageOf(failedTrace, { folder })
    await servePageOf([OTHER], { folder })
    const shown = async (id: string) => (await call('trace', { id })).text
    await expect.poll(() => shown(traceId), EVENTUALLY).toContain('ModelErrorException')
    await expect.poll(() => shown('other'), EVENTUALLY).toContain('A message')
  })

  it('follows no link to another file', async () => {
    const folder = projectFolder({})
    await servePageOf([OTHER], { folder })
    const own = path.join(folder, '.hoptrace')
    const records = path.join(own, readdirSync(own).find((one) => one.endsWith('.ndjson')) ?? '')
    await expect.poll(() => readdirSync(own), EVENTUALLY).toHaveLength(3)
    await expect.poll(() => readFileSync(records, 'utf8'), EVENTUALLY).toContain('other')
    rmSync(records)
    symlinkSync(logFile(...failedTrace), records)
    const { call } = await startSession([], { cwd: folder })
    expect((await call('trace', { id: traceId })).isError).toBe(true)
  })
})
