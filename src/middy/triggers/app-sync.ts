import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import { safeGetIn, safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads events of AppSync's direct resolvers. A batch is a list of events. */
export function appSync(event: unknown): TriggerEvent | undefined {
  const batch = safeList(event)
  const first = batch[0] ?? event
  const info = safeGet(first, 'info')
  const field = safeGetText(info, 'fieldName')
  if (field === undefined) return undefined
  const action = [safeGetText(info, 'parentTypeName'), field].filter(Boolean).join('.')
  return {
    header: headerReader([safeGetIn(first, 'request', 'headers')]),
    action,
    metadata: { field: action, ...(batch.length > 0 && { batchSize: batch.length }) },
  }
}
