import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { createTraceContext } from '../../../src/next/index.ts'
import { captureTrace } from '../../../src/testing/index.ts'
import { captureRecords } from '../../capture.ts'
import { runModule, textOf } from '../../child.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'records-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const linesIn = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n')

/** Writes lines in a process whose records go to a file. */
function write(file: string, count: number, format = 'none') {
  return runModule(`
    import { createTraceContext } from 'hoptrace/next'
    Object.assign(process.env, ${JSON.stringify({ HOPTRACE_FILE: file, HOPTRACE_FORMAT: format })})
    const trace = createTraceContext({ action: 'a' })
    for (let n = 0; n < ${count}; n += 1) trace.info('line', { n, text: '漢'.repeat(n % 5 ? 100 : 15_000) })
  `)
}

describe('HOPTRACE_FILE', () => {
  it.each(['none', 'json', 'pretty'])(
    'gets each record as JSON in the format %s',
    async (format) => {
      const file = path.join(folder, `${format}.ndjson`)
      const written = await textOf(write(file, 3, format).stdout)
      const numbers = linesIn(file).map((line) => JSON.parse(line).metadata.n)
      expect(numbers).toEqual([0, 1, 2])
      expect(written.split('\n').filter(Boolean)).toHaveLength(format === 'none' ? 0 : 3)
    },
  )

  it('is made for its owner alone, and appended to', async () => {
    const file = path.join(folder, 'owner.ndjson')
    await once(write(file, 1), 'close')
    await once(write(file, 1), 'close')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(linesIn(file)).toHaveLength(2)
  })

  it('gets whole lines from several processes', async () => {
    const file = path.join(folder, 'several.ndjson')
    const writers = [1, 2, 3, 4].map(() => once(write(file, 200), 'close'))
    await Promise.all(writers)
    const records = linesIn(file).map((line) => JSON.parse(line))
    expect(records).toHaveLength(800)
    expect(new Set(records.map(({ traceId }) => traceId)).size).toBe(4)
  })

  it.each([
    ['a disk that is full', '/dev/full', 'ENOSPC'],
    ['a folder that does not exist', path.join(folder, 'none', 'x.ndjson'), 'ENOENT'],
    ['a folder that cannot be written', '/sys/x.ndjson', 'EACCES|EPERM'],
    ['a path of a folder', folder, 'EISDIR'],
  ])('that is on %s is reported once, and stdout gets the records', async (_what, file, code) => {
    const child = write(file, 3, 'json')
    const [written, errors] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
    expect(written.trimEnd().split('\n')).toHaveLength(3)
    expect(errors).toMatch(
      new RegExp(
        `^hoptrace: HOPTRACE_FILE got no record \\(count: 1\\): "Error: (?:${code}): .*"\\n$`,
      ),
    )
  })

  it('gets what a test captures, and what the level `silent` keeps from stdout', async () => {
    const file = path.join(folder, 'captured.ndjson')
    vi.stubEnv('HOPTRACE_FILE', file)
    vi.stubEnv('HOPTRACE_LEVEL', 'silent')
    const { records } = await captureTrace(() => createTraceContext({ action: 'a' }).info('one'))
    const { records: onStdout } = await captureRecords(() =>
      createTraceContext({ action: 'a' }).info('two'),
    )
    expect(records.map(({ message }) => message)).toEqual(['one'])
    expect(onStdout).toEqual([])
    expect(linesIn(file).map((line) => JSON.parse(line).message)).toEqual(['one', 'two'])
  })

  it('is left alone on a runtime without node:fs', async () => {
    const file = path.join(folder, 'edge.ndjson')
    const child = runModule(`
      process.getBuiltinModule = () => undefined
      Object.assign(process.env, ${JSON.stringify({ HOPTRACE_FILE: file })})
      const { createTraceContext } = await import('hoptrace/next')
      createTraceContext({ action: 'a' }).info('line')`)
    const [written, errors] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
    expect(written).toContain('"message":"line"')
    expect(errors).toBe('')
    expect(() => statSync(file)).toThrow('ENOENT')
  })
})
