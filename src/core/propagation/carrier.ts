import { type SpanContext, traceparentOf } from './span-context.ts'
import { traceIdFromW3c } from './trace-id.ts'

/** Texts that carry a trace, under the names of its headers, the most important first. */
type CarrierFields = Readonly<Record<string, string>>

/** A trace on its way to a message or payload. */
export interface Carrier {
  readonly traceId: string
  readonly w3cTraceId: string
  /** How many services the trace has passed, as `x-trace-hops`. */
  readonly hops: string
  /** What carries the trace alone: `x-trace-id` only if `traceparent` doesn't spell it. */
  readonly fields: CarrierFields
  /** What carries the trace beside a `traceparent` of another tracer. */
  readonly fieldsBesideOther: CarrierFields
}

/** Returns what carries a trace on from a span. */
export function carrierOf(span: SpanContext): Carrier {
  const { traceId, w3cTraceId, tracestate, depth = 0 } = span.trace
  const hops = String(depth + 1)
  const fields = {
    traceparent: traceparentOf(span),
    ...(traceId !== traceIdFromW3c(w3cTraceId) && { 'x-trace-id': traceId }),
    'x-trace-hops': hops,
    ...(tracestate !== undefined && { tracestate }),
  }
  const fieldsBesideOther = {
    'x-trace-id': traceId,
    'x-trace-parent': span.spanId,
    'x-trace-hops': hops,
  }
  return { traceId, w3cTraceId, hops, fields, fieldsBesideOther }
}
