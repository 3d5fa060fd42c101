import { safeGetIn, safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Reads triggers of a Cognito user pool. An app sends its trace in the client metadata, which the
 * triggers before a sign-in or sign-up get as validation data.
 */
export function cognito(event: unknown): TriggerEvent | undefined {
  const triggerSource = safeGetText(event, 'triggerSource')
  const userPoolId = safeGetText(event, 'userPoolId')
  if (triggerSource === undefined || userPoolId === undefined) return undefined
  return {
    header: headerReader([
      safeGetIn(event, 'request', 'clientMetadata'),
      safeGetIn(event, 'request', 'validationData'),
    ]),
    metadata: { triggerSource, userPoolId },
  }
}
