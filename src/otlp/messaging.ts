import type { Metadata } from '../core/record.ts'
import type { FinishedSpan } from './finished-span.ts'

/** The members of a consumer's metadata that name its source, and what each means. The first one counts. */
const SOURCES = [
  ['queue', 'sqs'],
  ['topic', 'sns'],
  ['stream', 'kinesis'],
  ['detailType', 'eventbridge'],
] as const
const OF_AWS = /^(?:sqs|sns|kinesis|firehose|eventbridge)$/

function systemOf(service: unknown): unknown {
  return OF_AWS.test(String(service)) ? `aws.${service}` : service
}

/** The metadata that `messagingAttributes` replaces. */
export const MESSAGING_MEMBERS: readonly string[] = [
  'queue',
  'topic',
  'stream',
  'bus',
  'broker',
  'batchSize',
  'itemIdentifier',
]

/**
 * Returns what the conventions say of a consumer, or of a call of a messaging service; `undefined` for
 * other spans.
 */
export function messagingAttributes(span: FinishedSpan): Metadata | undefined {
  if (span.kind === 'consumer') return consumerAttributes(span.record.metadata ?? {})
  return span.type === 'call' ? callAttributes(span) : undefined
}

function callAttributes({
  kind,
  service = '',
  operation,
  record,
}: FinishedSpan): Metadata | undefined {
  if (!OF_AWS.test(service)) return undefined
  const { queue, topic, stream, bus } = record.metadata ?? {}
  return {
    'messaging.system.name': systemOf(service),
    'messaging.destination.name': queue ?? topic ?? stream ?? bus,
    'messaging.operation.name': operation,
    'messaging.operation.type': kind === 'producer' ? 'send' : undefined,
  }
}

/** Changes of a database, or of a bucket, are no messages, unless a queue has delivered them. */
function consumerAttributes(metadata: Metadata): Metadata | undefined {
  const [source, service] = SOURCES.find(([name]) => metadata[name] !== undefined) ?? []
  const { broker, batchSize, itemIdentifier: id, topic, rule } = metadata
  // A schedule sends no messages either.
  if (source === undefined || rule !== undefined) return undefined
  const { partition, offset } = Object(id)
  return {
    'messaging.system.name': systemOf(broker ?? service),
    // An event doesn't name its bus.
    'messaging.destination.name': source === 'detailType' ? undefined : metadata[source],
    // The topic that the queue is subscribed to.
    'messaging.destination_publish.name': source === 'queue' ? topic : undefined,
    'messaging.destination.partition.id': withoutTopic(partition, topic),
    'messaging.kafka.offset': offset,
    'messaging.message.id': partition === undefined ? id : undefined,
    'messaging.batch.message_count': id === undefined ? batchSize : undefined,
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
  }
}

/** Kafka's records name the partition behind the topic. Members of other code can be of any type. */
function withoutTopic(partition: unknown, topic: unknown): unknown {
  const isText = typeof partition === 'string' && typeof topic === 'string'
  return isText ? partition.replace(`${topic}-`, '') : partition
}
