import { listOf, member } from '../../core/lib/safe-get.ts'
import { headersIn } from './headers.ts'
import { memberAt } from './members.ts'
import { type Incoming, textMember } from './source.ts'

/** AppSync direct resolvers. A batch is a list of events of one GraphQL request. */
export function appSync(event: unknown): Incoming | undefined {
  const batch = listOf(event)
  const first = batch[0] ?? event
  const info = member(first, 'info')
  const field = textMember(info, 'fieldName')
  if (field === undefined) return undefined
  const action = [textMember(info, 'parentTypeName'), field].filter(Boolean).join('.')
  return {
    header: headersIn([memberAt(first, 'request', 'headers')]),
    action,
    metadata: { field: action, ...(batch.length > 0 && { batchSize: batch.length }) },
  }
}
