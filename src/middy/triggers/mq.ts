import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import { listsByName, safeGetIn, safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import { parseRecords } from './records.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads messages of Amazon MQ for ActiveMQ. */
export function activeMq(event: unknown): TriggerEvent | undefined {
  if (safeGet(event, 'eventSource') !== 'aws:mq') return undefined
  return parseRecords(safeList(safeGet(event, 'messages')), {
    headerOf: (message) => headerReader([safeGet(message, 'properties')]),
    metadataOf: (message) => ({
      queue: safeGetText(safeGet(message, 'destination'), 'physicalName'),
    }),
  })
}

/**
 * Reads messages of Amazon MQ for RabbitMQ. A queue's name contains its virtual host: `orders::/`.
 */
export function rabbitMq(event: unknown): TriggerEvent | undefined {
  if (safeGet(event, 'eventSource') !== 'aws:rmq') return undefined
  const { names, items } = listsByName(safeGet(event, 'rmqMessagesByQueue'))
  return parseRecords(items, {
    headerOf: (message) => headerReader([safeGetIn(message, 'basicProperties', 'headers')]),
    metadataOf: () => ({ queue: names[0]?.split('::')[0] }),
  })
}
