import type { LogEvent } from './event.ts'
import { type EventId, type IdKind, idsIn, idsInText } from './ids.ts'
import { type OtherFacts, readOther } from './other-line.ts'
import { type PlatformFacts, readPlatformEvent, readPlatformText } from './platform-line.ts'
import type { RequestRecord } from './record.ts'
import { timeOf } from './time-of.ts'
import { type Fields, fieldsOf } from './wrapped.ts'

/** An event that was read: a record of ours, a line of Lambda, or a line of another logger. */
export type LogEntry = RecordEntry | PlatformEntry | OtherEntry

/** What each event has. */
interface Entry {
  /** Milliseconds since 1970. `undefined` if neither the event nor what stands around it has a time. */
  readonly time: number | undefined
  /** The file or the log group. */
  readonly source: string
  /** The log stream, the container or the process. */
  readonly stream: string | undefined
  /** The ids that the event has, as it spells them. */
  readonly ids: readonly EventId[]
}

/** A record. */
export interface RecordEntry extends Entry {
  readonly kind: 'record'
  readonly record: RequestRecord
  /** The text before the record; see `isAtStart` and `isFromTool` of `line-start.ts`. */
  readonly prefix: string
}

/** A line in which Lambda says something of an invocation. */
export interface PlatformEntry extends Entry, PlatformFacts {
  readonly kind: 'platform'
  readonly message: string
}

/** A line of another logger. Its texts are masked as our own. */
export interface OtherEntry extends Entry, OtherFacts {
  readonly kind: 'other'
}

/** Reads an event. */
export function readEntry(event: LogEvent, source: string): LogEntry {
  const { text, record, prefix, stream, facts = {} } = event
  const value = event.value as Fields | undefined
  const where = { source: event.log ?? source, stream }
  if (record !== undefined && isWhole(record)) {
    const time = timeOf(event)
    return { kind: 'record', record, prefix, time, ids: recordIds(record), ...where }
  }
  const time = timeOf(event)
  const platform = value === undefined ? readPlatformText(text) : readPlatformEvent(value)
  if (platform !== undefined) {
    const { message } = readOther(text, undefined)
    return { kind: 'platform', time, message, ids: platformIds(platform), ...where, ...platform }
  }
  const ids = [...idsIn(facts), ...(value === undefined ? idsInText(text) : idsIn(value))]
  return { kind: 'other', time, ids, ...where, ...readOther(text, value, facts) }
}

/** Whether a record says who wrote it. */
function isWhole({ service, layer, action }: Partial<RequestRecord>): boolean {
  return [service, layer, action].every((field) => field !== undefined)
}

const RECORD_IDS: readonly (readonly [keyof RequestRecord, IdKind])[] = [
  ['traceId', 'trace'],
  ['w3cTraceId', 'trace'],
  ['xrayTraceId', 'trace'],
  ['links', 'trace'],
  ['requestId', 'request'],
  ['spanId', 'span'],
  ['parentId', 'span'],
  ['jobId', 'job'],
  ['tenantId', 'tenant'],
  ['userId', 'user'],
]

/** Returns the ids of a record. Metadata may have members that only look like ids. */
function recordIds(record: RequestRecord): EventId[] {
  const ids = RECORD_IDS.flatMap(([name, kind]) => {
    const value = record[name]
    if (typeof value === 'string') return [{ kind, value }]
    const values: unknown[] = Array.isArray(value) ? value : []
    return values.filter((one) => typeof one === 'string').map((one) => ({ kind, value: one }))
  })
  const digest = fieldsOf(record.error)?.digest
  return typeof digest === 'string' ? [...ids, { kind: 'digest', value: digest }] : ids
}

function platformIds({ requestId, xrayTraceId }: PlatformFacts): EventId[] {
  return idsIn({ requestId, xrayTraceId })
}
