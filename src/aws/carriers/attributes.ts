import { safeGet } from '../../core/lib/safe-get.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import { isStale } from './forwarded-trace.ts'
import type { Injector } from './injector.ts'
import { isNearLimit } from './limits.ts'

/** SQS refuses a message with more, and SNS drops it on its way to a queue. */
const MOST_ATTRIBUTES = 10

/** Has a message of SQS or SNS carry the trace in its attributes, as far as these have room. */
export const inAttributes: Injector = (message, carrier) => {
  const given = withoutStale(message.MessageAttributes ?? {}, carrier)
  const room = MOST_ATTRIBUTES - Object.keys(given).length
  const added = absentIn(given, carrier).slice(0, Math.max(0, room))
  if (added.length === 0 || isNearLimit(message, carrier)) return message
  const attributes = added.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])
  return { ...message, MessageAttributes: { ...given, ...Object.fromEntries(attributes) } }
}

const NAMES = ['traceparent', 'tracestate', 'x-trace-hops', 'x-trace-id']

function withoutStale(given: object, carrier: Carrier): object {
  const textOf = (name: string): unknown => safeGet(safeGet(given, name), 'StringValue')
  if (!isStale(textOf, carrier)) return given
  return Object.fromEntries(Object.entries(given).filter(([name]) => !NAMES.includes(name)))
}

/** What the sender hasn't written itself. A tracestate belongs to its traceparent. */
function absentIn(given: object, carrier: Carrier): [string, string][] {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()))
  if (names.has('traceparent')) names.add('tracestate')
  return Object.entries(carrier).filter(([name]) => !names.has(name))
}
