import type { Carrier } from '../../core/propagation/carrier.ts'
import { parseTraceparent } from '../../core/propagation/traceparent.ts'

/**
 * Whether the trace in an input came with the running request and was forwarded with the rest of
 * its data: the same trace, with the number of services that it had passed before this one.
 * @param field returns a field of the trace in the input
 */
export function isForwardedTrace(field: (name: string) => unknown, carrier: Carrier): boolean {
  const depth = field('x-trace-hops')
  // Without a depth the trace is another tracer's, and stays.
  if (depth === undefined || depth === carrier['x-trace-hops']) return false
  return traceIdIn(field('traceparent')) === traceIdIn(carrier.traceparent)
}

function traceIdIn(value: unknown): string | undefined {
  return typeof value === 'string' ? parseTraceparent(value)?.traceId : undefined
}
