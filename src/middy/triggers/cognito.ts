import { safeGetIn } from './event-values.ts'
import { headersIn } from './headers.ts'
import { safeGetText, type TriggerEvent } from './trigger.ts'

/** Triggers of a Cognito user pool; the app may send a trace in its client metadata. */
export function cognito(event: unknown): TriggerEvent | undefined {
  const triggerSource = safeGetText(event, 'triggerSource')
  const userPoolId = safeGetText(event, 'userPoolId')
  if (triggerSource === undefined || userPoolId === undefined) return undefined
  return {
    header: headersIn([safeGetIn(event, 'request', 'clientMetadata')]),
    metadata: { triggerSource, userPoolId },
  }
}
