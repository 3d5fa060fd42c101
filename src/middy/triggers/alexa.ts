import { member } from '../../core/lib/safe-get.ts'
import { NO_HEADERS } from './headers.ts'
import { memberAt } from './members.ts'
import { type Incoming, textMember } from './source.ts'

/** Requests to an Alexa skill. */
export function alexa(event: unknown): Incoming | undefined {
  const skill = memberAt(event, 'context', 'System')
  const requestType = textMember(member(event, 'request'), 'type')
  if (skill === undefined || requestType === undefined) return undefined
  const intent = textMember(memberAt(event, 'request', 'intent'), 'name')
  return { header: NO_HEADERS, metadata: { requestType, intent } }
}
