import type { EventInput } from './event-input.ts'
import { sqs } from './sqs.ts'

/**
 * Makes the list of SQS messages that EventBridge Pipes sends.
 * @param inputs the headers and the body of each message; without any input, the list has one message
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.pipe({ body: { orderId: '7' } })
 */
export function pipe(...inputs: EventInput[]) {
  return sqs(...inputs).Records
}
