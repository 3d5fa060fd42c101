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
/** CloudWatch refuses longer queries. */
const MAX_REQUESTS = 50
const MS_PER_SECOND = 1_000
/** Lambda's longest timeout is 15 minutes. Another line says more, and is not Lambda's. */
const MAX_DURATION_MS = 1_000 * MS_PER_SECOND

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
  const died = new Set<RequestRecord>(unfinished)
  const begins = invocationBegins(lines)
  const notes = new Map(
    lines.flatMap(({ record }) => (record.message === NOTE ? [[record.spanId, record]] : [])),
  )
  const endings = lines.flatMap((line) => {
    const { record } = line
    const { requestId = '', spanId } = record
    const duration = died.has(record) ? durations.get(requestId) : undefined
    if (duration === undefined) return []
    const start = Date.parse(record.timestamp)
    const begin = begins.get(requestId)?.findLast((time) => time <= start) ?? start
    const ran = Math.max(0, begin + duration - start)
    return [{ ...line, record: endingOf(record, ran, duration, notes.get(spanId)) }]
  })
  return [...lines, ...endings]
}

const NOTE = 'Deadline near'

/** Returns when invocations began, by their ids. Lambda invokes a function again under the same id. */
function invocationBegins(lines: readonly SourcedLine[]): Map<string, number[]> {
  const starts = lines.filter(
    ({ record }) => record.phase === 'start' && record.message !== 'Record start',
  )
  const groups = Map.groupBy(starts, ({ record }) => record.requestId ?? '')
  const times = [...groups].map(([id, group]): [string, number[]] => [
    id,
    group.map(({ record }) => Date.parse(record.timestamp)).toSorted((a, b) => a - b),
  ])
  return new Map(times)
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
  const timeouts = rows.flatMap((row) => parseTimeout(row['@message'] ?? '') ?? [])
  return new Map(timeouts.filter(([, duration]) => duration <= MAX_DURATION_MS).toReversed())
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

/**
 * Returns the ending that a request would have written, with the last running steps that it told.
 * @param ran how many milliseconds the request ran
 * @param lifetime how many milliseconds its invocation ran
 */
function endingOf(
  start: RequestRecord,
  ran: number,
  lifetime: number,
  note: RequestRecord | undefined,
): RequestRecord {
  return {
    ...start,
    timestamp: new Date(Date.parse(start.timestamp) + ran).toISOString(),
    level: 'error',
    message: start.message.replace('start', 'timeout'),
    phase: 'complete',
    duration: ran,
    result: 'error',
    metadata: { ...start.metadata, ...note?.metadata },
    error: {
      message: `Lambda ended the process after ${lifetime / MS_PER_SECOND} s`,
      code: 'TIMEOUT',
    },
  }
}
