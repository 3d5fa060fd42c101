import { readBelowSegment } from '../core/propagation/host-segment.ts'
import {
  acceptedTraceContext,
  type InboundPolicy,
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
  const execution = executionId(context)
  const ownId = execution === undefined ? undefined : (): string => `req_${execution}`
  const received = readBelowSegment(trigger.header, segment, policy, ownId)
  const { batch } = trigger
  if (batch === undefined || batch.records.length < 2) return received
  const refused = received.refused && refusedRecords(batch)
  return { ...received, refused, ...batchContext(batch, policy) }
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
  return { links: senders, depth: Math.max(...senders.map(({ depth = 0 }) => depth)) }
}
