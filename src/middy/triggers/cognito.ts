import { safeGetIn, safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads triggers of a Cognito user pool. An app sends its trace in the client metadata. */
export function cognito(event: unknown): TriggerEvent | undefined {
  const triggerSource = safeGetText(event, 'triggerSource')
  const userPoolId = safeGetText(event, 'userPoolId')
  if (triggerSource === undefined || userPoolId === undefined) return undefined
  return {
    header: headerReader([safeGetIn(event, 'request', 'clientMetadata')]),
    metadata: { triggerSource, userPoolId },
  }
}
