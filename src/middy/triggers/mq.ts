import { listOf, member } from '../../core/lib/safe-get.ts'
import { headersIn } from './headers.ts'
import { listsOf, memberAt } from './members.ts'
import { batchOf } from './records.ts'
import { type Incoming, textMember } from './source.ts'

/** Amazon MQ for ActiveMQ. */
export function activeMq(event: unknown): Incoming | undefined {
  if (member(event, 'eventSource') !== 'aws:mq') return undefined
  return batchOf(listOf(member(event, 'messages')), {
    headerOf: (message) => headersIn([member(message, 'properties')]),
    metadataOf: (message) => ({
      queue: textMember(member(message, 'destination'), 'physicalName'),
    }),
  })
}

/** Amazon MQ for RabbitMQ; a queue is named with its virtual host: `orders::/`. */
export function rabbitMq(event: unknown): Incoming | undefined {
  if (member(event, 'eventSource') !== 'aws:rmq') return undefined
  const { names, items } = listsOf(member(event, 'rmqMessagesByQueue'))
  return batchOf(items, {
    headerOf: (message) => headersIn([memberAt(message, 'basicProperties', 'headers')]),
    metadataOf: () => ({ queue: names[0]?.split('::')[0] }),
  })
}
