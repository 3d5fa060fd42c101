import type { Origin } from './inbound.ts'
import { traceIdFromW3c } from './trace-id.ts'
import { formatTraceparent } from './traceparent.ts'

/** What carries a trace on where there are no headers, by name, what is needed most first. */
export type Carrier = Readonly<Record<string, string>>

/** What carries a trace on from a span. A trace id that its `traceparent` spells is not said twice. */
export function carrierOf(origin: Origin, spanId: string): Carrier {
  const { traceId: named, w3cTraceId: traceId, flags, tracestate } = origin
  return {
    traceparent: formatTraceparent({ traceId, parentId: spanId, flags }),
    ...(named !== traceIdFromW3c(traceId) && { 'x-trace-id': named }),
    'x-trace-hops': String((origin.hops ?? 0) + 1),
    ...(tracestate !== undefined && { tracestate }),
  }
}
