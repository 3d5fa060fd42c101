import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { failedTrace, record, traceId } from '../sample-trace.ts'
import { tracesInFile } from '../view/page-data.ts'

const inFunction = { spanId: '0000000000000003', requestId: 'invocation-1' }
const log = (ms: number, message: string, more: object = {}) =>
  record(ms, { phase: 'log', message, ...inFunction, ...more })

/** Returns the rows of a waterfall: the indentation, and the step's name or the line. */
const rowsOf = (out: string): string[] =>
  (out.split('\n\n')[1] ?? '')
    .split('\n')
    .map((row) => row.slice(5).replace(/ {2,}(api-route|lambda) .*/, ''))

const show = async (lines: readonly (string | object)[], ...args: string[]) =>
  hoptrace(['trace', traceId, '--file', logFile(...lines), ...args])

const LINES = [
  log(150, 'before the debit', { level: 'warn', metadata: { n: 1 } }),
  log(250, 'after it', { level: 'error', metadata: { error: { message: 'no', name: 'E' } } }),
  { time: '2026-11-22T14:30:00.300Z', level: 'INFO', requestId: 'invocation-1', msg: 'by pino' },
  { level: 30, time: '2026-11-22T14:30:00.960Z', traceId, msg: 'of no step' },
  {
    time: '2026-11-22T14:30:00.950Z',
    type: 'platform.report',
    record: {
      requestId: 'invocation-1',
      status: 'success',
      metrics: { durationMs: 801, memorySizeMB: 128, maxMemoryUsedMB: 84 },
    },
  },
]

describe('the lines of a request', () => {
  it('stand in their step, between the steps before and after them', async () => {
    const { out } = await show([...failedTrace, ...LINES])
    expect(rowsOf(out)).toEqual([
      'bg-remover:process',
      '  lambda-invoke',
      '    bg-remover:process',
      '      service:credits:debit',
      '      · WARN  +150 ms  before the debit  {"n":1}',
      '      · ERROR  +250 ms  after it  E: no',
      '      · INFO  +300 ms  by pino',
      '      service:bedrock:invoke',
      '      · +950 ms  Lambda report: 801 ms, 84 of 128 MB',
      '· INFO  +960 ms  of no step',
    ])
  })

  it('are left out with --no-lines, also of the JSON', async () => {
    const { out } = await show([...failedTrace, ...LINES], '--no-lines')
    expect(rowsOf(out)).toHaveLength(5)
    const { out: json } = await show([...failedTrace, ...LINES], '--no-lines', '--json')
    expect(JSON.parse(json).traces).toMatchObject([{ logs: [], lines: [] }])
  })

  it('are cut to the width of a terminal, and escaped', async () => {
    const lines = [...failedTrace, log(150, `\u001b[2J${'wide '.repeat(60)}`)]
    const { out } = await hoptrace(['trace', traceId, '--file', logFile(...lines)], {
      isTTY: true,
      columns: 100,
      env: { NO_COLOR: '1' },
    })
    const line = out.split('\n').find((row) => row.includes('·')) ?? ''
    expect(line).toMatch(/· INFO {2}\+150 ms {2}\\x1b\[2Jwide .*…$/)
    expect(line).toHaveLength(100)
  })
})

describe('a step that never ended', () => {
  const started = [
    ...failedTrace.slice(0, 3),
    log(400, 'cache warmed', { stage: 'prod', version: '1.2.3' }),
  ]

  it('has a dashed bar up to the last line, with the steps and lines within it', async () => {
    const { out } = await show(started)
    expect(out).toContain('bg-remover (prod, 1.2.3)')
    expect(out.match(/╍+ +never ended/g)).toHaveLength(2)
    expect(rowsOf(out).map((row) => row.replace(/ {2,}.*/, ''))).toHaveLength(4)
    expect(rowsOf(out).at(-1)).toBe('  · INFO  +400 ms  cache warmed')
  })

  it('stands in the HTML page, with its lines, gaps, tenants and version', async () => {
    const file = logFile(...started, record(300, { ...inFunction, phase: 'log', tenantId: 'acme' }))
    const page = path.join(path.dirname(file), 'trace.html')
    await hoptrace(['trace', traceId, '--html', page, '--file', file])
    const [part] = tracesInFile(page).flatMap(({ parts }) => parts)
    const rows = part?.rows ?? []
    expect(rows.filter((row) => row.kind === 'step' && row.duration === undefined)).toHaveLength(2)
    expect(rows).toContainEqual(
      expect.objectContaining({ kind: 'line', level: 'info', text: 'cache warmed' }),
    )
    expect(part?.about).toEqual(
      expect.arrayContaining(['bg-remover (prod, 1.2.3)', 'job_1', 'acme']),
    )
    const whole = logFile(...failedTrace)
    await hoptrace(['trace', traceId, '--html', page, '--file', whole])
    const [all] = tracesInFile(page).flatMap(({ parts }) => parts)
    expect(all?.rows.filter(({ kind }) => kind === 'gap')).toHaveLength(1)
  })
})
