import { ACCOUNT, idOf, REGION, type Sent, withTrace } from './sent.ts'

const EVENT = {
  version: '0',
  id: idOf(0),
  account: ACCOUNT,
  time: '2026-11-22T14:30:00Z',
  region: REGION,
}

/** An event of an EventBridge bus. */
export function eventBridge(sent: Sent = {}) {
  const detail = withTrace(sent).body as Record<string, unknown>
  const resources: string[] = []
  return { ...EVENT, source: 'shop.orders', 'detail-type': 'Order placed', resources, detail }
}

/** A rule's schedule in EventBridge. */
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
