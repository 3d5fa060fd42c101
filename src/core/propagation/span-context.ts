import type { TraceContext } from './inbound.ts'
import { formatTraceparent, RANDOM, SAMPLED } from './traceparent.ts'

/** A span of ours, as it is passed on to other services. */
export interface SpanContext {
  /** The trace as its request received or began it. */
  readonly trace: TraceContext
  readonly spanId: string
  readonly isSampled: boolean
}

/** Returns the trace context of a request below a span. */
export function childTraceContext({ trace, spanId }: SpanContext): TraceContext {
  return { ...trace, parentId: spanId, isParentLocal: true }
}

/** Returns the `traceparent` of a span. */
export function traceparentOf({ trace, spanId, isSampled }: SpanContext): string {
  // The received ones with our sampling decision.
  const flags = (trace.flags & RANDOM) | (isSampled ? SAMPLED : 0)
  return formatTraceparent({ traceId: trace.w3cTraceId, parentId: spanId, flags })
}
