import { safeGetIn, safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads the requests and responses that CloudFront passes to Lambda@Edge. */
export function cloudFront(event: unknown): TriggerEvent | undefined {
  const cf = safeGetIn(event, 'Records', '0', 'cf')
  const eventType = safeGetText(cf, 'config', 'eventType')
  if (eventType === undefined) return undefined
  const method = safeGetText(cf, 'request', 'method')
  const path = safeGetText(cf, 'request', 'uri')
  return {
    header: headerReader([safeGetIn(cf, 'request', 'headers')]),
    metadata: { method, path, eventType },
  }
}
