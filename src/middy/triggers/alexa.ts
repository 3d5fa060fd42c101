import { safeGetIn, safeGetText } from './event-values.ts'
import { NO_HEADERS } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads requests to an Alexa skill. */
export function alexa(event: unknown): TriggerEvent | undefined {
  const skill = safeGetIn(event, 'context', 'System')
  const requestType = safeGetText(event, 'request', 'type')
  if (skill === undefined || requestType === undefined) return undefined
  const intent = safeGetText(event, 'request', 'intent', 'name')
  return { header: NO_HEADERS, metadata: { requestType, intent } }
}
