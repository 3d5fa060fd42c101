import { equal, match, partialDeepStrictEqual } from 'node:assert/strict'
import { EVENT } from './request.ts'
import { SERVICE_CALLS } from './service-calls.ts'

type LogRecord = Readonly<{ [field: string]: unknown }>

const ACTION = 'bg-remover:process'

/** What every contender says of one request: a start, four service calls, an ending. */
const SIX: readonly LogRecord[] = [
  { phase: 'start', action: ACTION, coldStart: false },
  ...SERVICE_CALLS.map(({ service, operation, metadata }) => ({
    phase: 'call',
    action: `service:${service}:${operation}`,
    result: 'success',
    metadata,
  })),
  {
    phase: 'complete',
    action: ACTION,
    coldStart: false,
    result: 'success',
    metadata: { statusCode: 200 },
  },
]

/**
 * Checks that lines are the six records of each request.
 * Metrics that stand on a line without a message, as Powertools writes them, are left out.
 * @throws Error when a line is no JSON, or one is missing, or says less
 */
export function checkRecords(lines: readonly string[], requests: number): void {
  const records = lines
    .map((line): LogRecord => JSON.parse(line))
    .filter(({ message }) => message !== undefined)
  equal(records.length, requests * SIX.length, 'six records a request')
  // The first request is the cold start.
  records.slice(SIX.length).forEach((record, i) => {
    checkRecord(record, SIX[i % SIX.length] as LogRecord)
  })
}

function checkRecord(record: LogRecord, expected: LogRecord): void {
  const traceId = EVENT.headers['x-trace-id']
  partialDeepStrictEqual(record, { traceId, service: 'bg-remover', layer: 'lambda', ...expected })
  match(String(record.timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  for (const id of [record.spanId, record.parentId]) match(String(id), /^[0-9a-f]{16}$/)
  equal(typeof record.duration, expected.phase === 'start' ? 'undefined' : 'number')
}
