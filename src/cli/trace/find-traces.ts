import { traceIdFromW3c } from '../../core/propagation/trace-id.ts'
import { traceIdFromXray } from '../../core/propagation/xray.ts'
import { UsageError } from '../cli-error.ts'
import type { Log } from '../log.ts'
import { parseRecord, type RequestRecord } from './records.ts'

/** The records of some traces. */
export interface FoundTraces {
  /** One list per trace, the trace that began first first. */
  readonly traces: readonly (readonly RequestRecord[])[]
  /** Whether there may be more than were read. */
  readonly truncated: boolean
}

const ID = /^[A-Za-z0-9_-]{1,128}$/
const MOST_TRACES = 20
const MOST_RECORDS = 10_000

/** Reads the traces that an id names: a trace id in any spelling, a job id, or Lambda's request id. */
export async function findTraces(log: Log, id: string): Promise<FoundTraces> {
  if (!ID.test(id)) throw new UsageError('An id has letters, digits, _ and -, at most 128 of them')
  const traceId = traceIdFrom(id)
  const found =
    await log.ask(`filter traceId = "${traceId}" or jobId = "${id}" or requestId = "${id}"
| stats min(@timestamp) as firstSeen by traceId
| sort firstSeen desc
| limit ${MOST_TRACES}`)
  const ids = found.rows.flatMap((row) => row.traceId ?? []).filter((one) => ID.test(one))
  if (ids.length === 0) return { traces: [], truncated: false }
  const lines = await log.ask(`filter traceId in [${ids.map((one) => `"${one}"`)}]
| fields @message
| sort @timestamp asc
| limit ${MOST_RECORDS}`)
  const records = lines.rows.flatMap((row) => parseRecord(row['@message'] ?? '') ?? [])
  const traces = Map.groupBy(records, (record) => record.traceId)
  return { traces: [...traces.values()], truncated: found.truncated || lines.truncated }
}

/** When a trace began, in milliseconds since 1970, where its id says so: a UUID of version 7 does. */
export function beginOf(id: string): number | undefined {
  const [, high, low] = /^req_([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(traceIdFrom(id)) ?? []
  return high === undefined ? undefined : Number.parseInt(`${high}${low}`, 16)
}

/** The trace id as it is logged, of its W3C and X-Ray spellings and of the bare UUID too. */
function traceIdFrom(id: string): string {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
  if (uuid.test(id)) return `req_${id}`
  return traceIdFromXray(id) ?? (/^[0-9a-f]{32}$/.test(id) ? traceIdFromW3c(id) : id)
}
