import { type SpanContext, traceparentOf } from './span-context.ts'
import { traceIdFromW3c } from './trace-id.ts'

/** The fields that carry a trace in messages and payloads, the most important first. */
export type Carrier = Readonly<Record<string, string>>

/** Returns the fields that carry a trace on from a span; `x-trace-id` only if `traceparent` doesn't spell it. */
export function carrierOf(span: SpanContext): Carrier {
  const { traceId, w3cTraceId, tracestate, depth = 0 } = span.trace
  return {
    traceparent: traceparentOf(span),
    ...(traceId !== traceIdFromW3c(w3cTraceId) && { 'x-trace-id': traceId }),
    'x-trace-hops': String(depth + 1),
    ...(tracestate !== undefined && { tracestate }),
  }
}
