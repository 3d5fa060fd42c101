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

const CARRIER_NAMES = ['traceparent', 'tracestate', 'x-trace-hops', 'x-trace-id']

/**
 * Returns the members that an input has beside a trace that was only forwarded.
 * @param field returns a field of the trace in the input
 */
export function withoutForwardedTrace(
  given: object,
  field: (name: string) => unknown,
  carrier: Carrier,
): object {
  if (!isForwardedTrace(field, carrier)) return given
  return Object.fromEntries(Object.entries(given).filter(([name]) => !CARRIER_NAMES.includes(name)))
}

/**
 * Returns the fields of a trace that an input doesn't have, with their names in any case. A
 * `tracestate` belongs to its `traceparent`.
 */
export function fieldsAbsentIn(given: object, carrier: Carrier): [string, string][] {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()))
  if (names.has('traceparent')) names.add('tracestate')
  return Object.entries(carrier).filter(([name]) => !names.has(name))
}

function traceIdIn(value: unknown): string | undefined {
  return typeof value === 'string' ? parseTraceparent(value)?.traceId : undefined
}
