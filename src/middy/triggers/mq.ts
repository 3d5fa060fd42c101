import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import { listsByName, safeGetIn } from './event-values.ts'
import { headersIn } from './headers.ts'
import { batchOf } from './records.ts'
import { safeGetText, type TriggerEvent } from './trigger.ts'

/** Amazon MQ for ActiveMQ. */
export function activeMq(event: unknown): TriggerEvent | undefined {
  if (safeGet(event, 'eventSource') !== 'aws:mq') return undefined
  return batchOf(safeList(safeGet(event, 'messages')), {
    headerOf: (message) => headersIn([safeGet(message, 'properties')]),
    metadataOf: (message) => ({
      queue: safeGetText(safeGet(message, 'destination'), 'physicalName'),
    }),
  })
}

/** Amazon MQ for RabbitMQ; a queue is named with its virtual host: `orders::/`. */
export function rabbitMq(event: unknown): TriggerEvent | undefined {
  if (safeGet(event, 'eventSource') !== 'aws:rmq') return undefined
  const { names, items } = listsByName(safeGet(event, 'rmqMessagesByQueue'))
  return batchOf(items, {
    headerOf: (message) => headersIn([safeGetIn(message, 'basicProperties', 'headers')]),
    metadataOf: () => ({ queue: names[0]?.split('::')[0] }),
  })
}
