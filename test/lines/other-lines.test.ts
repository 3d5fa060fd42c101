import { describe, expect, it } from 'vitest'
import { readEntry } from '../../src/lines/entry.ts'
import { readEvents } from '../../src/lines/read-events.ts'

const R = '8f2c1d34-5e6f-4a7b-8c9d-0e1f2a3b4c5d'
const T = 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926'
const HEX = T.slice(4).replaceAll('-', '')
const XRAY = `1-${HEX.slice(0, 8)}-${HEX.slice(8)}`
const MS = Date.parse('2026-11-22T14:30:00.100Z')

const entryOf = (line: string | object) => {
  const text = typeof line === 'string' ? line : JSON.stringify(line)
  const [event] = readEvents(text)
  return event && readEntry(event, 'file')
}

describe('a line of another logger', () => {
  it.each([
    ['console in text', `2026-11-22T14:30:00.100Z\t${R}\tINFO\tstored`, { request: R }],
    [
      'console in JSON',
      { timestamp: '2026-11-22T14:30:00.100Z', level: 'INFO', requestId: R, message: 'stored' },
      { request: R },
    ],
    [
      'console with an object',
      `2026-11-22T14:30:00.100Z\t${R}\tINFO\t{"message":"stored"}`,
      { request: R },
    ],
    [
      'Java',
      { timestamp: '2026-11-22T14:30:00.100Z', level: 'INFO', AWSrequestId: R, message: 'stored' },
      { request: R },
    ],
    [
      'Powertools',
      {
        level: 'INFO',
        message: 'stored',
        timestamp: '2026-11-22T14:30:00.100Z',
        service: 'shop',
        function_request_id: R,
        xray_trace_id: XRAY,
        correlation_id: T,
      },
      { request: R, trace: XRAY },
    ],
    [
      'pino',
      { level: 30, time: MS, pid: 7, hostname: 'h', traceId: T, msg: 'stored' },
      { trace: T },
    ],
    ['winston', { level: 'info', message: 'stored', trace_id: T, timestamp: MS }, { trace: T }],
    [
      'OpenTelemetry',
      {
        resourceLogs: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
            scopeLogs: [
              {
                logRecords: [
                  {
                    timeUnixNano: `${MS}000000`,
                    severityText: 'INFO',
                    body: { stringValue: 'stored' },
                    attributes: [{ key: 'order.id', value: { intValue: 7 } }],
                    traceId: HEX,
                    spanId: 'f2ab000000000001',
                  },
                ],
              },
            ],
          },
        ],
      },
      { trace: HEX, span: 'f2ab000000000001' },
    ],
    [
      'aws/spans',
      {
        traceId: HEX,
        spanId: 'f2ab000000000001',
        name: 'stored',
        startTimeUnixNano: MS * 1e6,
        severityText: 'INFO',
      },
      { trace: HEX },
    ],
    [
      'an access log of API Gateway',
      {
        requestId: R,
        extendedRequestId: 'JKJ=',
        requestTimeEpoch: MS,
        message: 'stored',
        severity: 'info',
      },
      { request: R },
    ],
  ])('has its ids, its time, its level and its text: %s', (_what, line, ids) => {
    const entry = entryOf(line)
    expect(entry).toMatchObject({ kind: 'other', time: MS, level: 'info', message: 'stored' })
    expect(
      Object.fromEntries((entry?.ids ?? []).toReversed().map(({ kind, value }) => [kind, value])),
    ).toMatchObject(ids)
  })

  it.each([
    [{ requestId: 'undefined', message: 'x' }],
    [`2026-11-22T14:30:00.100Z\tundefined\tINFO\tx`],
    [{ requestId: null, traceId: '', message: 'x' }],
  ])('outside of an invocation has no id: %j', (line) => {
    expect(entryOf(line)?.ids).toEqual([])
  })

  it('is masked', () => {
    const key = ['AKIA', 'Z'.repeat(8), 'Q'.repeat(8)].join('')
    const line = {
      requestId: R,
      message: `login password=hunter22 ${key}`,
      err: { message: 'token: abcdefgh12345' },
    }
    const text = JSON.stringify(entryOf(line))
    expect(text).toContain('[redacted]')
    expect(text).not.toMatch(/hunter22|AKIA|abcdefgh12345/)
  })

  it('without a message is shown as it stands, masked', () => {
    expect(
      entryOf({ requestId: R, status: '502', authorization: 'Bearer abcdefgh12345678' }),
    ).toMatchObject({
      message: `{"requestId":"${R}","status":"502","authorization":"[redacted]"}`,
    })
  })

  it('in the format for people has the id that stands in it', () => {
    expect(entryOf(`[14:30:00.200] INFO  Lambda start  ${T}  shop:pay  (cold)`)).toMatchObject({
      level: 'info',
      message: `Lambda start  ${T}  shop:pay  (cold)`,
      ids: [{ kind: 'trace', value: T }],
    })
  })
})

describe('a line of Lambda', () => {
  it.each([
    ['START', `START RequestId: ${R} Version: $LATEST`, { type: 'start' }],
    ['END', `END RequestId: ${R}`, { type: 'end' }],
    [
      'REPORT',
      `REPORT RequestId: ${R}\tDuration: 163.29 ms\tBilled Duration: 365 ms\tMemory Size: 128 MB\tMax Memory Used: 84 MB\tInit Duration: 201.10 ms\tXRAY TraceId: ${XRAY}\tSegmentId: 1\tSampled: true`,
      {
        type: 'report',
        durationMs: 163.29,
        memorySizeMb: 128,
        maxMemoryUsedMb: 84,
        initDurationMs: 201.1,
        xrayTraceId: XRAY,
      },
    ],
    [
      'REPORT of a failure',
      `REPORT RequestId: ${R}\tDuration: 3.1 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error\tError Type: Runtime.OutOfMemory`,
      { type: 'report', status: 'error', errorType: 'Runtime.OutOfMemory' },
    ],
    [
      'sls logs',
      `REPORT - ${R}\nDuration: 3.10 ms\tBilled Duration: 4 ms`,
      { type: 'report', durationMs: 3.1 },
    ],
    [
      'Task timed out',
      `2026-11-22T14:30:03.104Z ${R} Task timed out after 3.00 seconds`,
      { type: 'timeout', status: 'timeout', durationMs: 3000 },
    ],
    [
      'an export to S3',
      `2026-11-22T14:30:00.100Z START RequestId: ${R} Version: 7`,
      { type: 'start', time: MS },
    ],
    [
      'a crash',
      `RequestId: ${R} Error: Runtime exited with error: signal: killed`,
      { type: 'exit', status: 'error' },
    ],
    [
      'platform.report',
      JSON.stringify({
        time: '2026-11-22T14:30:00.100Z',
        type: 'platform.report',
        record: {
          requestId: R,
          status: 'timeout',
          metrics: {
            durationMs: 3000,
            memorySizeMB: 128,
            maxMemoryUsedMB: 84,
            initDurationMs: 201.1,
          },
          tracing: { type: 'X-Amzn-Trace-Id', value: `Root=${XRAY};Parent=1` },
        },
      }),
      {
        type: 'report',
        status: 'timeout',
        durationMs: 3000,
        initDurationMs: 201.1,
        xrayTraceId: XRAY,
        time: MS,
      },
    ],
    [
      'platform.start',
      JSON.stringify({
        time: '2026-11-22T14:30:00.100Z',
        type: 'platform.start',
        record: { requestId: R, version: '1' },
      }),
      { type: 'start' },
    ],
  ])('is read: %s', (_what, line, facts) => {
    expect(entryOf(line)).toMatchObject({ kind: 'platform', requestId: R, ...facts })
  })

  it('of an init has no id', () => {
    const line = 'INIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout'
    expect(entryOf(line)).toMatchObject({
      type: 'initReport',
      status: 'timeout',
      initDurationMs: 9999.79,
      ids: [],
    })
  })
})
