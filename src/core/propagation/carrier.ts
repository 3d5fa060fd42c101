import type { Origin } from './inbound.ts'
import type { Departure } from './span-context.ts'
import { traceIdFromW3c } from './trace-id.ts'
import { formatTraceparent, sentFlags } from './traceparent.ts'

/** What carries a trace on where there are no headers, by name, what is needed most first. */
export type Carrier = Readonly<Record<string, string>>

/** What carries a trace on from a span. A trace id that its `traceparent` spells is not said twice. */
export function carrierOf(origin: Origin, { spanId, isSampled }: Departure): Carrier {
  const { traceId: named, w3cTraceId: traceId, tracestate } = origin
  const flags = sentFlags(origin.flags, isSampled)
  return {
    traceparent: formatTraceparent({ traceId, parentId: spanId, flags }),
    ...(named !== traceIdFromW3c(traceId) && { 'x-trace-id': named }),
    'x-trace-hops': String((origin.hops ?? 0) + 1),
    ...(tracestate !== undefined && { tracestate }),
  }
}
