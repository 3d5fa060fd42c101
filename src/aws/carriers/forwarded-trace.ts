import type { Carrier } from '../../core/propagation/carrier.ts'
import { parseTraceparent } from '../../core/propagation/traceparent.ts'

/** Returns a field of the trace in an input, by its name. */
type FieldReader = (name: string) => unknown

/**
 * Whether the trace in an input came with the running request and was forwarded with the rest of
 * its data: the same trace, with the number of services that it had passed before this one.
 */
export function isForwardedTrace(field: FieldReader, carrier: Carrier): boolean {
  const hops = field('x-trace-hops')
  // Without this number the trace is another tracer's, and stays.
  if (hops === undefined || hops === carrier.hops) return false
  const named = field('x-trace-id')
  return named === undefined ? isOurs(field, carrier) : named === carrier.traceId
}

const OWN_NAMES = ['x-trace-id', 'x-trace-parent', 'x-trace-hops']
const CARRIER_NAMES = [...OWN_NAMES, 'traceparent', 'tracestate']

/**
 * Returns the members that an input has beside a trace that was only forwarded. A `traceparent` of
 * another trace stays: another tracer may just have written it.
 */
export function withoutForwardedTrace(given: object, field: FieldReader, carrier: Carrier): object {
  if (!isForwardedTrace(field, carrier)) return given
  const forwarded = isOurs(field, carrier) ? CARRIER_NAMES : OWN_NAMES
  return Object.fromEntries(Object.entries(given).filter(([name]) => !forwarded.includes(name)))
}

/**
 * Returns the fields of a trace that an input doesn't have, with their names in any case. A
 * `tracestate` belongs to its `traceparent`, an `x-trace-parent` to its `x-trace-id`.
 */
export function fieldsAbsentIn(
  given: object,
  field: FieldReader,
  carrier: Carrier,
): [string, string][] {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()))
  const isOther = names.has('x-trace-id') && field('x-trace-id') !== carrier.traceId
  if (isOther) names.add('x-trace-parent')
  const fields = names.has('traceparent') ? carrier.fieldsBesideOther : carrier.fields
  return Object.entries(fields).filter(([name]) => !names.has(name))
}

/** Whether a `traceparent` names our trace. */
function isOurs(field: FieldReader, carrier: Carrier): boolean {
  const value = field('traceparent')
  return typeof value === 'string' && parseTraceparent(value)?.traceId === carrier.w3cTraceId
}
