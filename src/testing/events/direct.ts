import { type EventInput, withTrace } from './event-input.ts'

/**
 * Makes a payload, as of a direct invocation or a Step Functions task. The headers are its member
 * `_trace`.
 * @param input the headers, and the payload as `body`: an object
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.direct({ body: { orderId: '7' } })
 */
export function direct(input: EventInput = {}) {
  return withTrace(input).body as Record<string, unknown>
}

/**
 * Makes the event of an IoT rule: a device's message. The headers are its member `_trace`.
 * @param input the headers, and more members as `body`
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.iot({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function iot(input: EventInput = {}) {
  return { temperature: 21.5, topic: 'devices/17/telemetry', ...direct({ body: {}, ...input }) }
}

/**
 * Makes the input that a distributed map of Step Functions gives to a batch. The headers are the
 * member `_trace` of its `BatchInput`.
 * @param input the headers, and the only item of the batch as `body`
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.distributedMap({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function distributedMap({ body = { orderId: '17' }, ...sent }: EventInput = {}) {
  return { BatchInput: direct({ body: {}, ...sent }), Items: [body] }
}
