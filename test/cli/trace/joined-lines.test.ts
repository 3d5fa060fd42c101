import { describe, expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { failedTrace, record, traceId } from '../sample-trace.ts'

const R = '8f2c1d34-5e6f-4a7b-8c9d-0e1f2a3b4c5d'
const HEX = traceId.slice(4).replaceAll('-', '')
const XRAY = '1-5759e988-bd862e3fe1be46a994272793'
const SPAN = { requestId: R, functionName: 'shop', spanId: '0000000000000003' }
const start = record(10, { ...SPAN, phase: 'start', message: 'Lambda start', xrayTraceId: XRAY })
const ending = record(90, { ...SPAN, phase: 'complete', duration: 80, result: 'success' })
const at = (ms: number): string => new Date(Date.parse('2026-11-22T14:30:00Z') + ms).toISOString()

const reportOf = async (lines: readonly (string | object)[], ...args: string[]) => {
  const { out } = await hoptrace(['trace', traceId, '--json', '--file', logFile(...lines), ...args])
  return JSON.parse(out)[0]
}

describe('lines of others', () => {
  const lines = [
    `START RequestId: ${R} Version: $LATEST`,
    `${at(20)}\t${R}\tINFO\tfrom console`,
    { timestamp: at(30), level: 'WARN', requestId: R, message: 'from console as JSON' },
    { level: 'INFO', message: 'from Powertools', timestamp: at(40), xray_trace_id: XRAY },
    { level: 30, time: Date.parse(at(50)), traceId, msg: 'from pino' },
    { level: 'info', message: 'from winston', traceId: HEX },
    `REPORT RequestId: ${R}\tDuration: 80.00 ms\tBilled Duration: 81 ms\tMemory Size: 128 MB\tMax Memory Used: 84 MB\tInit Duration: 201.10 ms`,
    { timestamp: at(60), level: 'INFO', requestId: 'another', message: 'of another request' },
    { timestamp: at(60), level: 'INFO', requestId: 'undefined', message: 'of no request' },
  ]

  it('join a trace by the ids that they have, at their times', async () => {
    const report = await reportOf([lines[0] as string, start, ...lines.slice(1), ending])
    const joined = report.lines.map(({ message }: { message: string }) => message)
    expect(joined.filter((message: string) => message.startsWith('from'))).toEqual([
      'from console',
      'from console as JSON',
      'from Powertools',
      'from pino',
      'from winston',
    ])
    expect(report.lines).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ type: 'start', requestId: R }),
        expect.objectContaining({ type: 'report', initDurationMs: 201.1, maxMemoryUsedMb: 84 }),
      ]),
    )
    expect(report.lines).toHaveLength(7)
  })

  it('take the time of the line before them if they have none', async () => {
    const { lines: joined } = await reportOf([start, ...lines, ending])
    const winston = joined.find(({ message }: { message: string }) => message === 'from winston')
    expect(winston.time).toBe(Date.parse(at(50)))
  })

  it('that begin a file take the time of the line after them', async () => {
    const { lines: joined } = await reportOf([lines[0] as string, start, ending])
    expect(joined).toMatchObject([{ type: 'start', time: Date.parse(at(10)) }])
  })

  it('are found although --since leaves out nothing but lines without a time', async () => {
    const killed = `${at(3_010)} ${R} Task timed out after 3.00 seconds`
    const report = await reportOf([start, killed], '--since', '2026-11-22T14:00:00Z')
    expect(report.steps).toMatchObject([{ record: { message: 'Lambda timeout', duration: 3_000 } }])
  })

  it('are masked', async () => {
    const line = { timestamp: at(30), level: 'INFO', requestId: R, message: 'password=hunter22' }
    const report = await reportOf([start, line, ending])
    expect(report.lines).toMatchObject([{ message: 'password=[redacted]' }])
    expect(JSON.stringify(report)).not.toContain('hunter22')
  })
})

describe('a request whose process was killed', () => {
  const metrics = { durationMs: 1500, memorySizeMB: 128, maxMemoryUsedMB: 128 }
  const report = (status: string, more: object = {}) => ({
    time: at(1_600),
    type: 'platform.report',
    record: { requestId: R, status, metrics, ...more },
  })

  it.each([
    [
      'out of memory',
      report('error', { errorType: 'Runtime.OutOfMemory' }),
      'OUT_OF_MEMORY',
      'Lambda ended the process, used 128 of 128 MB',
    ],
    [
      'out of memory, by its size',
      report('failure'),
      'OUT_OF_MEMORY',
      'Lambda ended the process, used 128 of 128 MB',
    ],
    [
      'by its exit',
      `REPORT RequestId: ${R}\tDuration: 1500.00 ms\tBilled Duration: 1501 ms\tMemory Size: 128 MB\tMax Memory Used: 84 MB\tStatus: error\tError Type: Runtime.ExitError`,
      'CRASHED',
      'The process ended: Runtime.ExitError',
    ],
    ['by the timeout', report('timeout'), 'TIMEOUT', 'Lambda ended the process after 1.5 s'],
  ])('is completed: %s', async (_how, line, code, message) => {
    const { steps, unfinished } = await reportOf([start, line])
    expect(unfinished).toEqual([])
    expect(steps).toMatchObject([
      { record: { phase: 'complete', result: 'error', duration: 1500, error: { code, message } } },
    ])
  })

  it('is not completed by a report of success', async () => {
    const { unfinished } = await reportOf([start, report('success')])
    expect(unfinished).toHaveLength(1)
  })
})

it('a record with a lone surrogate is shown, and the step that failed with it', async () => {
  const lines = failedTrace.map((line) => JSON.stringify(line))
  const cut = lines.map((line) => line.replace('The model refused the picture', 'The \\ud83c'))
  expect(cut).not.toEqual(lines)
  const { out } = await hoptrace(['trace', traceId, '--json', '--file', logFile(...cut)])
  const [report] = JSON.parse(out)
  expect(report.failure.error.message).toBe('The \ufffd')
  expect(out.isWellFormed()).toBe(true)
  expect(out).not.toContain('\\ud83c')
})

it('lines are shown without any record', async () => {
  const line = { timestamp: at(30), level: 'WARN', requestId: R, message: 'no\u001b[2Jrecord' }
  const pretty = `[14:30:00.200] ERROR Lambda error  ${traceId}  shop:pay`
  const ran = await hoptrace(['trace', R, '--file', logFile(line)])
  expect([ran.code, ran.out]).toEqual([0, `${R}\n  ${at(30)}  WARN   no\\x1b[2Jrecord\n`])
  const { out } = await hoptrace(['trace', traceId, '--file', logFile(pretty)])
  expect(out).toContain(`ERROR  Lambda error  ${traceId}  shop:pay\n`)
})
