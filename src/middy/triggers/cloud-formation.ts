import { arnName } from './arn.ts'
import { NO_HEADERS } from './headers.ts'
import { type Incoming, textMember } from './source.ts'

/** Custom resources of CloudFormation. */
export function cloudFormation(event: unknown): Incoming | undefined {
  const requestType = textMember(event, 'RequestType')
  const stack = arnName(textMember(event, 'StackId'), 1)
  if (requestType === undefined || stack === undefined) return undefined
  const resource = textMember(event, 'LogicalResourceId')
  return { header: NO_HEADERS, metadata: { requestType, stack, resource } }
}
