import { safeGet } from '../../core/lib/safe-get.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import { isForwardedTrace } from './forwarded-trace.ts'
import type { Injector } from './injector.ts'
import { isNearLimit } from './limits.ts'

/** SQS refuses a message with more. SNS drops such a message on its way to a queue. */
const MAX_ATTRIBUTES = 10

/** Adds the trace to the attributes of an SQS or SNS message, if fewer than ten are in use. */
export const injectAttributes: Injector = (message, carrier) => {
  const given = withoutForwardedTrace(message.MessageAttributes ?? {}, carrier)
  const room = MAX_ATTRIBUTES - Object.keys(given).length
  const added = fieldsAbsentIn(given, carrier).slice(0, Math.max(0, room))
  if (added.length === 0 || isNearLimit(message, carrier)) return message
  const attributes = added.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])
  return { ...message, MessageAttributes: { ...given, ...Object.fromEntries(attributes) } }
}

const CARRIER_NAMES = ['traceparent', 'tracestate', 'x-trace-hops', 'x-trace-id']

function withoutForwardedTrace(given: object, carrier: Carrier): object {
  const field = (name: string): unknown => safeGet(safeGet(given, name), 'StringValue')
  if (!isForwardedTrace(field, carrier)) return given
  return Object.fromEntries(Object.entries(given).filter(([name]) => !CARRIER_NAMES.includes(name)))
}

/** Returns the fields that the sender has not set. A `tracestate` belongs to its `traceparent`. */
function fieldsAbsentIn(given: object, carrier: Carrier): [string, string][] {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()))
  if (names.has('traceparent')) names.add('tracestate')
  return Object.entries(carrier).filter(([name]) => !names.has(name))
}
