import { type Part, textOf } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Reads triggers of a Cognito user pool. An app sends its trace in the client metadata, which the
 * triggers before a sign-in or sign-up get as validation data.
 */
export function cognito(event: Part): TriggerEvent | undefined {
  const triggerSource = textOf(event?.triggerSource)
  const userPoolId = textOf(event?.userPoolId)
  if (triggerSource === undefined || userPoolId === undefined) return undefined
  return {
    header: headerReader([event?.request?.clientMetadata, event?.request?.validationData]),
    metadata: { triggerSource, userPoolId },
  }
}
