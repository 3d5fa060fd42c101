import { safeGet } from '../../core/lib/safe-get.ts'
import { fieldsAbsentIn, withoutForwardedTrace } from './forwarded-trace.ts'
import type { Injector } from './injector.ts'
import { isNearLimit } from './limits.ts'

/** SQS refuses a message with more. SNS drops such a message on its way to a queue. */
const MAX_ATTRIBUTES = 10

/** Adds the trace to the attributes of an SQS or SNS message, if fewer than ten are in use. */
export const injectAttributes: Injector = (message, carrier) => {
  const attributes = message.MessageAttributes ?? {}
  const field = (name: string): unknown => safeGet(safeGet(attributes, name), 'StringValue')
  const given = withoutForwardedTrace(attributes, field, carrier)
  const room = MAX_ATTRIBUTES - Object.keys(given).length
  const added = fieldsAbsentIn(given, field, carrier).slice(0, Math.max(0, room))
  if (added.length === 0 || isNearLimit(message, carrier)) return message
  const entries = added.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])
  return { ...message, MessageAttributes: { ...given, ...Object.fromEntries(entries) } }
}
