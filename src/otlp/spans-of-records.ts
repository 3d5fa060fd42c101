import { BoundedCache } from '../core/lib/bounded-cache.ts'
import { builtin } from '../core/platform/node.ts'
import { parseSpanId } from '../core/propagation/span-id.ts'
import { w3cFromTraceId } from '../core/propagation/trace-id.ts'
import { callKind, requestKind } from '../core/record/span-kind.ts'
import type { RequestRecord } from '../lines/record.ts'
import type { Item, Signal } from './batch.ts'
import type { FinishedSpan, SpanEvent } from './finished-span.ts'
import { eventOf, logJson } from './log-json.ts'
import { createResources, type Writer } from './resource.ts'
import { spanJson } from './span-json.ts'

/** What records become. */
export type Items = Readonly<Record<Signal, readonly Item[]>>

/** How many spans may wait for their end with the lines that were written in them. */
const MAX_OPEN = 10_000
const MAX_EVENTS = 128
const W3C_ID = /^(?!0{32})[\da-f]{32}$/

/**
 * Returns a function that makes spans and log records of records. It remembers what later records don't
 * say: a service's version and stage, the W3C id of a foreign trace id, and the lines of open spans.
 */
export function createConverter(withLogs: boolean): (records: readonly RequestRecord[]) => Items {
  const resourceOf = createResources()
  const writers = new BoundedCache<Writer>()
  const w3cIds = new BoundedCache<string>()
  const open = new Map<string, SpanEvent[]>()

  const learn = (record: RequestRecord): void => {
    const { phase, service, version, stage, functionName, traceId, w3cTraceId } = record
    if (phase === 'start' || phase === 'complete')
      writers.add(`${service} ${functionName}`, { service, version, stage, functionName })
    if (W3C_ID.test(String(w3cTraceId))) w3cIds.add(traceId, String(w3cTraceId))
    if (phase === 'log') addEvent(open, record)
  }
  const w3cOf = ({ traceId }: RequestRecord): string =>
    w3cFromTraceId(traceId) ?? w3cIds.get(traceId) ?? hashOf(traceId)
  const resourceIn = ({ service, functionName }: RequestRecord): string =>
    resourceOf(writers.get(`${service} ${functionName}`) ?? { service, functionName })

  return (given) => {
    // A collector refuses all of a request that has one malformed id, which anybody can print.
    const records = given.filter(({ spanId }) => parseSpanId(spanId) !== undefined)
    for (const record of records) learn(record)
    const spans = records.filter(endsSpan).map((record) => {
      const events = open.get(keyOf(record)) ?? []
      open.delete(keyOf(record))
      return { resource: resourceIn(record), json: spanJson(spanOf(record, w3cOf(record), events)) }
    })
    const lines = withLogs ? records.filter(({ phase, error }) => phase === 'log' || error) : []
    const logRecords = lines.map((record) => {
      return { resource: resourceIn(record), json: logJson(record, w3cOf(record)) }
    })
    return { spans, logRecords }
  }
}

function keyOf({ traceId, spanId }: RequestRecord): string {
  return `${traceId} ${spanId}`
}

function addEvent(open: Map<string, SpanEvent[]>, record: RequestRecord): void {
  const key = keyOf(record)
  const events = open.get(key) ?? []
  if (events.length < MAX_EVENTS) events.push(eventOf(record))
  open.set(key, events)
  // Spans that never end: the oldest ones.
  for (const oldest of open.keys()) {
    if (open.size <= MAX_OPEN) break
    open.delete(oldest)
  }
}

/** An announced hop has no duration yet. */
function endsSpan({ phase, duration }: RequestRecord): boolean {
  return phase === 'complete' || ((phase === 'hop' || phase === 'call') && duration !== undefined)
}

function spanOf(record: RequestRecord, w3cTraceId: string, events: SpanEvent[]): FinishedSpan {
  const { phase, action, hopName, spanId, parentId, timestamp, duration = 0, metadata } = record
  const type = phase === 'hop' || phase === 'call' ? phase : 'request'
  const endTime = Date.parse(timestamp)
  const [, service, operation] = (type === 'call' && /:([^:]*):(.*)/s.exec(action)) || []
  return {
    type,
    kind: service === undefined ? kindOf(type, metadata) : callKind(service, operation ?? ''),
    name: hopName ?? action,
    service,
    operation,
    w3cTraceId,
    spanId,
    parentId: parseSpanId(parentId),
    hasRemoteParent: type === 'request' ? undefined : false,
    links: [],
    startTime: endTime - duration,
    endTime,
    record,
    events,
  }
}

function kindOf(
  type: FinishedSpan['type'],
  metadata: RequestRecord['metadata'],
): FinishedSpan['kind'] {
  return type === 'hop' ? 'internal' : requestKind(metadata)
}

/** Returns 32 hex digits for a foreign id whose W3C id no record has told. */
function hashOf(traceId: string): string {
  const digest = builtin((get) =>
    get('node:crypto').createHash('sha256').update(traceId).digest('hex'),
  )
  return (digest ?? '').slice(0, 32)
}
