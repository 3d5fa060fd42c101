import { safeList } from '../../core/lib/safe-get.ts'
import { type Part, textOf } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Reads events of AppSync: of direct resolvers, of Amplify's functions, and of the channels of
 * AppSync Events. A batch is a list of events.
 */
export function appSync(event: Part): TriggerEvent | undefined {
  const batch = safeList(event)
  const first = (batch[0] as Part) ?? event
  const info = first?.info
  const channel = textOf(info?.channel?.path)
  const type = textOf(info?.parentTypeName) ?? textOf(first?.typeName)
  const field = textOf((info ?? first)?.fieldName)
  if (!channel && !(type && field)) return undefined
  const action = channel
    ? `${textOf(info?.operation)} ${textOf(info?.channelNamespace?.name)}`
    : `${type}.${field}`
  return {
    header: headerReader([first?.request?.headers]),
    action,
    metadata: {
      ...(channel ? { channel } : { field: action }),
      ...(batch.length > 0 && { batchSize: batch.length }),
    },
  }
}
