import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import { safeGetIn, safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Reads events of AppSync: of direct resolvers, of Amplify's functions, and of the channels of
 * AppSync Events. A batch is a list of events.
 */
export function appSync(event: unknown): TriggerEvent | undefined {
  const batch = safeList(event)
  const first = batch[0] ?? event
  const info = safeGet(first, 'info')
  const channel = safeGetText(info, 'channel', 'path')
  const type = safeGetText(info, 'parentTypeName') ?? safeGetText(first, 'typeName')
  const field = safeGetText(info ?? first, 'fieldName')
  if (!channel && !(type && field)) return undefined
  const action = channel
    ? `${safeGetText(info, 'operation')} ${safeGetText(info, 'channelNamespace', 'name')}`
    : `${type}.${field}`
  return {
    header: headerReader([safeGetIn(first, 'request', 'headers')]),
    action,
    metadata: {
      ...(channel ? { channel } : { field: action }),
      ...(batch.length > 0 && { batchSize: batch.length }),
    },
  }
}
