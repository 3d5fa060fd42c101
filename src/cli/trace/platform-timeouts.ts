import type { Log } from '../log.ts'
import type { SourcedLine } from './doubtful.ts'
import { findUnfinished } from './failure.ts'
import type { RequestRecord } from './records.ts'

/** A request whose process Lambda ended. */
type Unfinished = RequestRecord & { readonly requestId: string }

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/
/** Lambda's own lines, in its text format and as JSON. */
const TIMED_OUT = /^\S+ (\S+) Task timed out after ([\d.]+) seconds/
const REPORT = /^REPORT RequestId: (\S+)\s+Duration: ([\d.]+) ms\b.*\bStatus: timeout/
/** A query that is longer is refused. */
const MAX_REQUESTS = 50
const MS_PER_SECOND = 1_000

/**
 * Adds the endings of requests that Lambda ended before they could write one: its own lines say how
 * long they ran.
 */
export async function withPlatformTimeouts(
  log: Log,
  lines: readonly SourcedLine[],
): Promise<SourcedLine[]> {
  const unfinished = findUnfinished(lines.map(({ record }) => record)).filter(isLambdaStart)
  if (unfinished.length === 0) return [...lines]
  const durations = await readTimeouts(log, unfinished)
  const endings = lines.flatMap((line) => {
    const { record } = line
    const duration = unfinished.includes(record as Unfinished)
      ? durations.get(String(record.requestId))
      : undefined
    return duration === undefined ? [] : [{ ...line, record: endingOf(record, duration, lines) }]
  })
  return [...lines, ...endings]
}

function isLambdaStart(record: RequestRecord): record is Unfinished {
  return record.phase === 'start' && REQUEST_ID.test(record.requestId ?? '')
}

/** Returns how many milliseconds the requests ran that timed out, by their ids. */
async function readTimeouts(
  log: Log,
  requests: readonly Unfinished[],
): Promise<Map<string, number>> {
  const ids = [...new Set(requests.map(({ requestId }) => requestId))].slice(0, MAX_REQUESTS)
  const { rows } = await log.query(
    `filter @message like /Task timed out after|[Ss]tatus"?: ?"?timeout/
| filter ${ids.map((id) => `@message like "${id}"`).join(' or ')}
| fields @message
| limit ${2 * MAX_REQUESTS}`,
  )
  return new Map(rows.flatMap((row) => parseTimeout(row['@message'] ?? '') ?? []).toReversed())
}

/** Parses a line in which Lambda says that an invocation timed out: its id and its milliseconds. */
function parseTimeout(line: string): [requestId: string, duration: number][] | undefined {
  const [, id, seconds] = TIMED_OUT.exec(line) ?? []
  if (id !== undefined) return [[id, Number(seconds) * MS_PER_SECOND]]
  const [, reported, milliseconds] = REPORT.exec(line) ?? []
  if (reported !== undefined) return [[reported, Number(milliseconds)]]
  return line.startsWith('{') ? parseReport(line) : undefined
}

function parseReport(line: string): [string, number][] | undefined {
  try {
    const { type, record } = JSON.parse(line)
    const { requestId, status, metrics } = record
    const duration: unknown = metrics.durationMs
    const isTimeout = type === 'platform.report' && status === 'timeout'
    return isTimeout && typeof duration === 'number' ? [[String(requestId), duration]] : undefined
  } catch {
    return undefined // another line
  }
}

/** Returns the ending that a request would have written, with the last running steps that it told. */
function endingOf(
  start: RequestRecord,
  duration: number,
  lines: readonly SourcedLine[],
): RequestRecord {
  const note = lines.findLast(
    ({ record }) => record.message === 'Deadline near' && record.spanId === start.spanId,
  )
  return {
    ...start,
    timestamp: new Date(Date.parse(start.timestamp) + duration).toISOString(),
    level: 'error',
    message: start.message.replace('start', 'timeout'),
    phase: 'complete',
    duration,
    result: 'error',
    metadata: { ...start.metadata, ...note?.record.metadata },
    error: {
      message: `Lambda ended the process after ${duration / MS_PER_SECOND} s`,
      code: 'TIMEOUT',
    },
  }
}
