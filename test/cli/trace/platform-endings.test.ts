import { expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { record, traceId } from '../sample-trace.ts'

const REQUEST_ID = 'f2704689-7aa3-4af3-ac88-857c01c4bd45'
const FUNCTION = { requestId: REQUEST_ID, functionName: 'bg-remover-dev-process' }
const SPAN = { ...FUNCTION, spanId: '0000000000000003' }
const openSteps = [{ name: 'service:bedrock:invoke', age: 2_400 }]
const died = [
  record(10, { ...SPAN, phase: 'start', message: 'Lambda start' }),
  record(2_500, { ...SPAN, phase: 'log', message: 'Deadline near', metadata: { openSteps } }),
]
const report = (status: string, requestId = REQUEST_ID) =>
  JSON.stringify({
    time: '2026-11-22T14:30:03.000Z',
    type: 'platform.report',
    record: { requestId, metrics: { durationMs: 3_000, billedDurationMs: 3_000 }, status },
  })
const TEXT_REPORT = `REPORT RequestId: ${REQUEST_ID}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 512 MB\tMax Memory Used: 94 MB\tStatus: timeout`

const trace = async (...lines: (string | object)[]) => {
  const file = logFile(...lines)
  const { out } = await hoptrace(['trace', traceId, '--file', file, '--json'])
  const { out: text } = await hoptrace(['trace', traceId, '--file', file])
  return { text, report: JSON.parse(out)[0] }
}

it.each([
  ['Task timed out', `2026-11-22T14:30:03.010Z ${REQUEST_ID} Task timed out after 3.00 seconds`],
  ['REPORT', TEXT_REPORT],
  ['platform.report', report('timeout')],
])('a request that Lambda ended gets its ending from the line %s', async (_line, line) => {
  const { text, report } = await trace(...died, line, '')
  expect(report.unfinished).toEqual([])
  expect(report.steps).toMatchObject([
    {
      record: {
        timestamp: '2026-11-22T14:30:03.010Z',
        message: 'Lambda timeout',
        phase: 'complete',
        duration: 3_000,
        result: 'error',
        metadata: { openSteps },
      },
    },
  ])
  expect(text).toContain('error TIMEOUT\n  Lambda ended the process after 3 s\n')
})

it('a record of its batch gets an ending too', async () => {
  const child = { ...SPAN, spanId: '0000000000000004', parentId: SPAN.spanId }
  const start = record(20, { ...child, phase: 'start', message: 'Record start' })
  const { report } = await trace(...died, start, TEXT_REPORT)
  expect(report.steps[0].children[0].record).toMatchObject({
    timestamp: '2026-11-22T14:30:03.010Z',
    message: 'Record timeout',
    duration: 2_990,
    error: { message: 'Lambda ended the process after 3 s' },
  })
})

it.each([
  ['another invocation', [report('timeout', 'ffffffff-7aa3-4af3-ac88-857c01c4bd45')]],
  ['a success', [report('success')]],
  ['a time without end', [`x ${REQUEST_ID} Task timed out after 9${'9'.repeat(30)} seconds`]],
  ['a time that is none', [`x ${REQUEST_ID} Task timed out after 1.2.3 seconds`]],
  [
    'a line of the application',
    [`It said: ${TEXT_REPORT}`, `{"a":"${REQUEST_ID} Status: timeout"`],
  ],
  [
    'a report without its metrics',
    [`{"type":"platform.report","record":{"requestId":"${REQUEST_ID}","status":"timeout"}}`],
  ],
])('a request stays without an ending beside %s', async (_what, lines) => {
  const { report } = await trace(...died, ...lines)
  expect(report.unfinished).toMatchObject([{ message: 'Lambda start' }])
  expect(report.steps).toEqual([])
})

it('an ending that was written stays the only one', async () => {
  const ending = record(2_970, {
    ...SPAN,
    phase: 'complete',
    message: 'Lambda timeout',
    duration: 2_960,
    result: 'error',
    level: 'error',
    error: { message: 'Still running', code: 'TIMEOUT' },
  })
  const { report } = await trace(...died, ending, TEXT_REPORT)
  expect(report.steps.map((step: { record: object }) => step.record)).toEqual([ending])
})
