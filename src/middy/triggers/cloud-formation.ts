import { arnName } from './arn.ts'
import { safeGetText } from './event-values.ts'
import { NO_HEADERS } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads requests for custom resources of CloudFormation. */
export function cloudFormation(event: unknown): TriggerEvent | undefined {
  const requestType = safeGetText(event, 'RequestType')
  const stack = arnName(safeGetText(event, 'StackId'), 1)
  if (requestType === undefined || stack === undefined) return undefined
  const resource = safeGetText(event, 'LogicalResourceId')
  return { header: NO_HEADERS, metadata: { requestType, stack, resource } }
}
