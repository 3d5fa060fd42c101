import { ACCOUNT, type EventInput, exampleId, REGION, withTrace } from './event-input.ts'

const EVENT = {
  version: '0',
  id: exampleId(0),
  account: ACCOUNT,
  time: '2026-11-22T14:30:00Z',
  region: REGION,
}

/**
 * Makes an event of an EventBridge bus. The headers are the member `_trace` of its detail.
 * @param input the headers, and the detail as `body`: an object
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.eventBridge({ body: { orderId: '7' } })
 */
export function eventBridge(input: EventInput = {}) {
  const detail = withTrace(input).body as Record<string, unknown>
  const resources: string[] = []
  return { ...EVENT, source: 'shop.orders', 'detail-type': 'Order placed', resources, detail }
}

/**
 * Makes an event of a scheduled rule of EventBridge. It carries no headers.
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.schedule()
 */
export function schedule() {
  const resources = [`arn:aws:events:${REGION}:${ACCOUNT}:rule/nightly`]
  return {
    ...EVENT,
    source: 'aws.events' as const,
    'detail-type': 'Scheduled Event' as const,
    resources,
    detail: {},
  }
}
