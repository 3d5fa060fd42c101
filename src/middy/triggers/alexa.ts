import { type Part, textOf } from './event-values.ts'
import { NO_HEADERS } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads requests to an Alexa skill. */
export function alexa(event: Part): TriggerEvent | undefined {
  const skill = event?.context?.System
  const requestType = textOf(event?.request?.type)
  if (skill === undefined || requestType === undefined) return undefined
  const intent = textOf(event?.request?.intent?.name)
  return { header: NO_HEADERS, metadata: { requestType, intent } }
}
