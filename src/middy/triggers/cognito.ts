import { headersIn } from './headers.ts'
import { memberAt } from './members.ts'
import { type Incoming, textMember } from './source.ts'

/** Triggers of a Cognito user pool; the app may send a trace in its client metadata. */
export function cognito(event: unknown): Incoming | undefined {
  const triggerSource = textMember(event, 'triggerSource')
  const userPoolId = textMember(event, 'userPoolId')
  if (triggerSource === undefined || userPoolId === undefined) return undefined
  return {
    header: headersIn([memberAt(event, 'request', 'clientMetadata')]),
    metadata: { triggerSource, userPoolId },
  }
}
