import { arnName } from './arn.ts'
import { type Part, textOf } from './event-values.ts'
import { NO_HEADERS } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads requests for custom resources of CloudFormation. */
export function cloudFormation(event: Part): TriggerEvent | undefined {
  const requestType = textOf(event?.RequestType)
  const stack = arnName(textOf(event?.StackId), 1)
  if (requestType === undefined || stack === undefined) return undefined
  const resource = textOf(event?.LogicalResourceId)
  return { header: NO_HEADERS, metadata: { requestType, stack, resource } }
}
