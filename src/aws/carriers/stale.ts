import type { Carrier } from '../../core/propagation/carrier.ts'
import { parseTraceparent } from '../../core/propagation/traceparent.ts'

/**
 * Whether a trace that an input has already came with the request, and was handed on with the rest
 * of what came. It is the same trace, from where it was one service ago.
 */
export function isStale(given: (name: string) => unknown, carrier: Carrier): boolean {
  return (
    traceIdIn(given('traceparent')) === traceIdIn(carrier.traceparent) &&
    given('x-trace-hops') !== carrier['x-trace-hops']
  )
}

function traceIdIn(value: unknown): string | undefined {
  return typeof value === 'string' ? parseTraceparent(value)?.traceId : undefined
}
