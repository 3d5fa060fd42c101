import type { Carrier } from '../../core/propagation/carrier.ts'
import { parseTraceparent } from '../../core/propagation/traceparent.ts'

/**
 * Whether a trace that an input has already came with the request, and was handed on with the rest
 * of what came. It is the same trace, from where it was one service ago.
 */
export function isStale(given: (name: string) => unknown, carrier: Carrier): boolean {
  const hops = given('x-trace-hops')
  // Another tracer's own, which counts none, is not ours to change.
  if (hops === undefined || hops === carrier['x-trace-hops']) return false
  return traceIdIn(given('traceparent')) === traceIdIn(carrier.traceparent)
}

function traceIdIn(value: unknown): string | undefined {
  return typeof value === 'string' ? parseTraceparent(value)?.traceId : undefined
}
