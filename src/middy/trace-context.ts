import {
  acceptedTraceContext,
  type HeaderReader,
  type InboundPolicy,
  readTraceContext,
  type TraceContext,
} from '../core/propagation/inbound.ts'
import type { RefusedHeaders } from '../core/propagation/refused.ts'
import { TRACE_HEADERS } from '../core/propagation/trace-headers.ts'
import { executionId } from './durable.ts'
import type { Batch, TriggerEvent } from './triggers/trigger.ts'

/**
 * Continues the caller's trace, or that of the durable execution that the invocation is a part of.
 * Otherwise it begins a new one.
 * @param segment the `X-Amzn-Trace-Id` of the invocation
 */
export function lambdaTraceContext(
  context: unknown,
  trigger: TriggerEvent,
  segment: string | undefined,
  policy: InboundPolicy,
): TraceContext {
  const header = withSegment(trigger.header, segment)
  const execution = executionId(context)
  const ownId = execution === undefined ? undefined : (): string => `req_${execution}`
  const received = readTraceContext(header, policy, ownId, trigger.header)
  const { batch } = trigger
  if (batch && batch.records.length > 1)
    return {
      ...received,
      refused: received.refused && refusedRecords(batch),
      ...batchContext(batch, policy),
    }
  const sender =
    hasOtherRoot(trigger.header, segment) && acceptedTraceContext(trigger.header, policy)
  if (!sender || sender.traceId === received.traceId) return received
  return { ...received, links: [...(received.links ?? []), sender.traceId] }
}

// The event's own X-Amzn-Trace-Id may be of another trace than the invocation's, which X-Ray shows.
function withSegment(header: HeaderReader, segment: string | undefined): HeaderReader {
  return segment === undefined
    ? header
    : (name) => (name === 'x-amzn-trace-id' ? segment : header(name))
}

/** Whether X-Ray has begun another trace for the invocation than the one of its event. */
function hasOtherRoot(header: HeaderReader, segment: string | undefined): boolean {
  const rootLength = 'Root=1-68a9f3c2-1b2c3d4e5f60718293a4b5c6'.length
  if (segment === undefined) return false
  const sent = header('x-amzn-trace-id')
  return sent !== undefined && sent.slice(0, rootLength) !== segment.slice(0, rootLength)
}

/** The records are read when somebody asks: few handlers send on what they got. */
function refusedRecords({ records, headerOf }: Batch): RefusedHeaders {
  let sent: ReadonlySet<string> | undefined
  return (name, value) => {
    sent ??= new Set(
      records.map(headerOf).flatMap((header) => TRACE_HEADERS.map((one) => one + header(one))),
    )
    return sent.has(name + value)
  }
}

/** Returns links to the traces of a batch's first 20 records, and their greatest depth. */
function batchContext({ records, headerOf }: Batch, policy: InboundPolicy): Partial<TraceContext> {
  const maxLinks = 20
  const senders = records
    .slice(0, maxLinks)
    .flatMap((record) => acceptedTraceContext(headerOf(record), policy) ?? [])
  if (senders.length === 0) return {}
  const links = [...new Set(senders.map(({ traceId }) => traceId))]
  return { links, depth: Math.max(...senders.map(({ depth = 0 }) => depth)) }
}
