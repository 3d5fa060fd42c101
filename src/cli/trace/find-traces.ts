import { traceIdFromW3c } from '../../core/propagation/trace-id.ts'
import { traceIdFromXray } from '../../core/propagation/xray.ts'
import { UsageError } from '../cli-error.ts'
import type { Log } from '../log.ts'
import type { SourcedLine } from './doubtful.ts'
import { withPlatformTimeouts } from './platform-timeouts.ts'
import { parseLine } from './records.ts'

/** The traces that an id names. */
export interface FoundTraces {
  /** The lines of each trace that have a record, in the order in which the traces began. */
  readonly traces: readonly (readonly SourcedLine[])[]
  /** Whether there may be more records or traces. */
  readonly truncated: boolean
}

const ID = /^[A-Za-z0-9_-]{1,128}$/
/** The greatest number of traces that are read. */
export const MAX_TRACES = 20
/** The greatest number of records that are read. */
export const MAX_RECORDS = 10_000

/**
 * Reads the traces that an id names.
 * @param id a trace id in any spelling, a job id, or a Lambda request id
 * @throws UsageError if it can't be an id
 */
export async function findTraces(log: Log, id: string): Promise<FoundTraces> {
  if (!ID.test(id)) throw new UsageError('An id has 1 to 128 letters, digits, _ and -')
  const traceId = traceIdFrom(id)
  const search =
    await log.query(`filter traceId = "${traceId}" or jobId = "${id}" or requestId = "${id}"
| stats min(@timestamp) as firstSeen by traceId
| sort firstSeen desc
| limit ${MAX_TRACES}`)
  const ids = search.rows.flatMap((row) => row.traceId ?? []).filter((found) => ID.test(found))
  if (ids.length === 0) return { traces: [], truncated: false }
  const lines = await log.query(`filter traceId in [${ids.map((found) => `"${found}"`)}]
| fields @message, @log
| sort @timestamp asc
| limit ${MAX_RECORDS}`)
  const found = lines.rows.flatMap((row) => {
    const line = parseLine(row['@message'] ?? '')
    const { service, layer, action } = line?.record ?? {}
    const isWhole = [service, layer, action].every((field) => field !== undefined)
    return line && isWhole ? { ...line, source: row['@log'] ?? '' } : []
  })
  const complete = await withPlatformTimeouts(log, found)
  const traces = Map.groupBy(complete, ({ record }) => record.traceId)
  return { traces: [...traces.values()], truncated: search.truncated || lines.truncated }
}

/** Returns the begin of a trace, in milliseconds since 1970, if its id contains it: UUIDv7 does. */
export function beginOf(id: string): number | undefined {
  const [, high, low] = /^req_([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(traceIdFrom(id)) ?? []
  return high === undefined ? undefined : Number.parseInt(`${high}${low}`, 16)
}

/** Converts the W3C and X-Ray spellings, and a bare UUID, to the id that records have. */
function traceIdFrom(id: string): string {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
  if (uuid.test(id)) return `req_${id}`
  return traceIdFromXray(id) ?? (/^[0-9a-f]{32}$/.test(id) ? traceIdFromW3c(id) : id)
}
