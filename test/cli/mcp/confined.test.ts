import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '../project/project-folder.ts'
import { failedTrace, record, traceId } from '../sample-trace.ts'
import { bundled, folderWith } from '../source-maps/built.ts'
import { startSession } from './session.ts'

const SECRET = 'what-nobody-may-read'
const OTHER_TRACE = 'req_01a2033f-87ef-7634-8bba-ffffffffffff'
const lines = (...records: readonly object[]) =>
  records.map((one) => `${JSON.stringify(one)}\n`).join('')
const OWN = lines(...failedTrace)
const FOREIGN = lines(
  record(5000, {
    phase: 'complete',
    spanId: '00000000000000ff',
    traceId: OTHER_TRACE,
    userId: SECRET,
    message: SECRET,
    level: 'error',
    result: 'error',
    duration: 9000,
    error: { message: SECRET, code: SECRET },
  }),
)

/** A folder with logs, beside one that the server isn't started with. */
function folders() {
  const root = projectFolder({ 'logs/own.log': OWN, 'elsewhere/secret.log': FOREIGN })
  return { root, logs: path.join(root, 'logs'), secret: path.join(root, 'elsewhere/secret.log') }
}

describe('what hoptrace mcp reads', () => {
  it('is not a file that a call names', async () => {
    const { root, secret } = folders()
    const session = await startSession(['--file', 'logs/own.log'], { cwd: root })
    const relative = '../elsewhere/secret.log'
    await session.call('trace', { id: secret })
    await session.call('trace', { id: 'elsewhere/secret.log' })
    await session.call('trace', { id: OTHER_TRACE, file: secret })
    await session.call('find', { path: secret })
    await session.call('find', { user: `x --file ${secret}` })
    await session.call('find', { action: `--file=${secret}` })
    await session.call('compare', { tenant: `--file=${secret}`, errors: true })
    await session.call('compare', { with: secret, version: secret })
    await session.call('query', { name: relative })
    await session.call('query', { name: 'cache', parameters: { file: secret } })
    await session.call('query', { ql: `lookup ${secret} userId OUTPUT userId` })
    await session.call('query', { ql: `SOURCE '${secret}' | fields @message` })
    await session.call('query', { ql: `fields read_text('${secret}') as text` })
    await session.call('query', { ql: `filter action in (select * from '${secret}')` })
    await session.call('doctor', { folder: path.dirname(secret) })
    expect(session.replies).toHaveLength(15)
    for (const { text } of session.replies) expect(text).not.toContain(SECRET)
    // The tools work: with its own file, a server finds the same things.
    const other = await startSession(['--file', secret])
    expect((await other.call('trace', { id: OTHER_TRACE })).text).toContain(SECRET)
  })

  it.each([
    ['a folder', 'logs'],
    ['a glob', 'logs/**/*.log'],
    ['a glob of folders', 'l*/*.log'],
    ['a glob of all', '**/own*'],
  ])('does not leave %s by a link', async (_what, name) => {
    const { root, logs, secret } = folders()
    symlinkSync(secret, path.join(logs, 'own-linked.log'))
    symlinkSync(secret, path.join(logs, 'linked.log'))
    symlinkSync(path.dirname(secret), path.join(logs, 'folder'))
    mkdirSync(path.join(logs, 'inner'))
    symlinkSync('../../elsewhere/secret.log', path.join(logs, 'inner/relative.log'))
    symlinkSync('own.log', path.join(logs, 'again.log'))
    const session = await startSession(['--file', name], { cwd: root })
    const { answer } = await session.call('trace', { id: OTHER_TRACE })
    expect(answer.notes?.[0]).toMatch(/^\d files? not read: found by a link/)
    await session.call('find', { pick: 'last' })
    await session.call('query', { name: 'recent-errors' })
    await session.call('query', { ql: 'stats count(*) by userId' })
    await session.call('compare', { errors: true })
    await session.call('doctor')
    for (const { text } of session.replies) expect(text).not.toContain(SECRET)
    expect((await session.call('trace', { id: traceId })).text).toContain('service:bedrock:invoke')
  })

  it('is no link to itself', async () => {
    const { root, logs } = folders()
    symlinkSync('loop.log', path.join(logs, 'loop.log'))
    const alone = await startSession(['--file', 'logs/loop.log'], { cwd: root })
    const { isError, answer } = await alone.call('query', { ql: 'fields @message' })
    expect([isError, answer.error]).toEqual([true, expect.stringContaining('There is no log')])
    const beside = await startSession(['--file', 'logs'], { cwd: root })
    expect((await beside.call('trace', { id: traceId })).isError).toBe(false)
  })

  it('is a link that the server was started with', async () => {
    const { root, logs, secret } = folders()
    symlinkSync(secret, path.join(logs, 'current.log'))
    const session = await startSession(['--file', 'logs/current.log'], { cwd: root })
    expect((await session.call('trace', { id: OTHER_TRACE })).text).toContain(SECRET)
  })

  it('is no file that the project has as a link in the place of its records', async () => {
    const root = projectFolder({ 'app/.hoptrace/own.txt': '', 'secret.txt': `${SECRET}\n` })
    const app = path.join(root, 'app')
    symlinkSync(path.join(root, 'secret.txt'), path.join(app, '.hoptrace/records.ndjson'))
    const session = await startSession([app])
    const { text, isError } = await session.call('query', { ql: 'fields @message' })
    expect(isError).toBe(true)
    expect(text).toContain('1 file not read: found by a link')
    expect(text).not.toContain(SECRET)
    renameSync(path.join(app, '.hoptrace'), path.join(root, 'hidden'))
    symlinkSync(path.join(root, 'hidden'), path.join(app, '.hoptrace'))
    rmSync(path.join(root, 'hidden/records.ndjson'))
    writeFileSync(path.join(root, 'hidden/records.ndjson'), FOREIGN)
    expect((await session.call('trace', { id: OTHER_TRACE })).text).not.toContain(SECRET)
  })

  it('is no folder of the project that has the name of a query', async () => {
    const root = projectFolder({ 'own.log': OWN, 'error-rate/secret.log': FOREIGN })
    const session = await startSession(['--file', 'own.log'], { cwd: root })
    const { answer } = await session.call('query', { name: 'error-rate' })
    expect(answer.untrustedData.rows.length).toBeGreaterThan(0)
    expect(answer.untrustedData.remarks[0]).toContain(`${failedTrace.length} records read`)
  })

  it('is what stands in the files when a tool is called', async () => {
    const { root } = folders()
    const session = await startSession([root, '--file', 'later.log'])
    const before = await session.call('trace', { id: traceId })
    expect(before).toMatchObject({
      isError: true,
      answer: { error: expect.stringContaining('There is no log') },
    })
    writeFileSync(path.join(root, 'later.log'), OWN)
    expect((await session.call('trace', { id: traceId })).isError).toBe(false)
  })

  it('is the project in the folder that it was started with', async () => {
    const root = projectFolder({
      'package.json': { dependencies: { next: '16.4.3' } },
      'app/api/orders/route.ts': 'export async function GET() {}',
      '.hoptrace/records.ndjson': OWN,
    })
    const session = await startSession([root])
    const { answer } = await session.call('doctor')
    expect(JSON.stringify(answer.untrustedData.findings)).toContain('app/api/orders/route.ts')
    expect((await session.call('find')).text).toContain(traceId)
  })

  it('is no build above the folder that it was started with', async () => {
    const root = folderWith({
      'package.json': '{}',
      'src/main.ts': 'export function load(): never {\n  throw new Error("gone")\n}\nload()\n',
    })
    const program = await bundled(root)
    const { stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
    const stack = stderr.slice(stderr.indexOf('Error: gone')).split('\n\n', 1).join()
    const collected = path.join(root, '.hoptrace/source-maps/v42')
    mkdirSync(collected, { recursive: true })
    cpSync(path.dirname(program), collected, { recursive: true })
    writeFileSync(path.join(collected, 'source-maps.json'), '{"version":"v42"}')
    const failed = record(0, {
      ...{ phase: 'complete', spanId: '0000000000000001', version: 'v42', duration: 1 },
      ...{ level: 'error', result: 'error', error: { message: 'gone', code: 'X', stack } },
    })
    mkdirSync(path.join(root, 'apps/web'), { recursive: true })
    writeFileSync(path.join(root, 'apps/web/own.log'), lines(failed))
    const framesIn = async (cwd: string, file: string) => {
      const session = await startSession(['--file', file], { cwd: path.join(root, cwd) })
      const [shown, queried] = [
        await session.call('trace', { id: traceId }),
        await session.call('query', { ql: 'fields error.stack, version' }),
      ]
      return [shown.text, queried.text].map((text) => text.includes('src/main.ts'))
    }
    expect(await framesIn('apps/web', 'own.log')).toEqual([false, false])
    expect(await framesIn('.', 'apps/web/own.log')).toEqual([true, true])
  })
})
