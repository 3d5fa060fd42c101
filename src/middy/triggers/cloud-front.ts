import { type Part, textOf } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads the requests and responses that CloudFront passes to Lambda@Edge. */
export function cloudFront(event: Part): TriggerEvent | undefined {
  const cf = event?.Records?.[0]?.cf
  const eventType = textOf(cf?.config?.eventType)
  if (eventType === undefined) return undefined
  const method = textOf(cf?.request?.method)
  const path = textOf(cf?.request?.uri)
  return {
    header: headerReader([cf?.request?.headers]),
    metadata: { method, path, eventType },
  }
}
