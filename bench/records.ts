import { equal, match, partialDeepStrictEqual } from 'node:assert/strict'
import { EVENT } from './request.ts'
import { SERVICE_CALLS } from './service-calls.ts'

type LogRecord = Readonly<{ [field: string]: unknown }>

const ACTION = 'bg-remover:process'

const HTTP = { method: 'POST', path: '/bg-remover/process' }
const REQUEST = {
  action: ACTION,
  coldStart: false,
  xrayTraceId: '1-68a9f3c2-1b2c3d4e5f60718293a4b5c6',
}

/** What every contender writes for one request: a start, four service calls, an ending. */
const SIX: readonly LogRecord[] = [
  { ...REQUEST, phase: 'start', metadata: HTTP },
  ...SERVICE_CALLS.map(({ service, operation, metadata }) => ({
    phase: 'call',
    action: `service:${service}:${operation}`,
    result: 'success',
    metadata,
  })),
  {
    ...REQUEST,
    phase: 'complete',
    result: 'success',
    metadata: { ...HTTP, memoryLimit: 1024, remainingTime: 30_000, statusCode: 200 },
  },
]

/** The metrics of a request: on its ending, or on a line without a message (Powertools). */
const METRICS = {
  Requests: 1,
  Faults: 0,
  _aws: {
    CloudWatchMetrics: [
      { Metrics: [{ Name: 'duration' }, { Name: 'Requests' }, { Name: 'Faults' }] },
    ],
  },
}

/**
 * Checks that the lines are the six records of each request, and its metrics.
 * @throws Error if a line isn't JSON, a line is missing, or a line lacks a field
 */
export function checkRecords(lines: readonly string[], requests: number): void {
  const all = lines.map((line): LogRecord => JSON.parse(line))
  const records = all.filter(({ message }) => message !== undefined)
  equal(records.length, requests * SIX.length, 'six records a request')
  // The first request is the cold start.
  records.slice(SIX.length).forEach((record, i) => {
    checkRecord(record, SIX[i % SIX.length] as LogRecord)
  })
  const measured = all.filter(({ _aws }) => _aws !== undefined)
  equal(measured.length, requests, 'metrics of each request')
  for (const record of measured) partialDeepStrictEqual(record, METRICS)
}

function checkRecord(record: LogRecord, expected: LogRecord): void {
  const traceId = EVENT.headers['x-trace-id']
  partialDeepStrictEqual(record, { traceId, service: 'bg-remover', layer: 'lambda', ...expected })
  match(String(record.timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  for (const id of [record.spanId, record.parentId]) match(String(id), /^[0-9a-f]{16}$/)
  equal(typeof record.duration, expected.phase === 'start' ? 'undefined' : 'number')
  const { memoryUsed } = record.metadata as LogRecord
  equal(typeof memoryUsed, expected.phase === 'complete' ? 'number' : 'undefined')
}
