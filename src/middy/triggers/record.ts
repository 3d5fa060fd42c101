import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'
import { arnName } from './arn.ts'
import { pathsOf, readable, safeGetAll, safeGetAt } from './event-values.ts'
import { headerReader, NO_HEADERS } from './headers.ts'
import { parseMessage } from './message.ts'
import type { TriggerEvent } from './trigger.ts'

/** Where records carry a trace beside their content. */
const CARRIERS = pathsOf(
  'messageAttributes dynamodb.NewImage._trace.M dynamodb.NewImage._trace ' +
    'event.fullDocument._trace properties basicProperties.headers',
)
/** Where records have content in base64. */
const DATA = pathsOf('kinesis.data data')
/** Where records name where they come from. */
const SOURCES = pathsOf(
  'eventSourceARN Sns.TopicArn topic s3.bucket.name event.ns.coll ' +
    'destination.physicalName destination.physicalname eventSourceKey',
)
/** When a service got a record. */
const TIMES = pathsOf(
  'attributes.SentTimestamp Sns.Timestamp eventTime timestamp ' +
    'kinesis.approximateArrivalTimestamp approximateArrivalTimestamp ' +
    'dynamodb.ApproximateCreationDateTime event.clusterTime.$timestamp.t',
)

/** Returns the reader of a record's headers: of the record itself, else of its content. */
export function headerOf(
  record: unknown,
  contentIn: (record: unknown) => TriggerEvent,
): HeaderReader {
  const own = headerReader([
    ...safeGetAll(record, CARRIERS),
    // Kafka's headers are an object each. The last one of a name counts.
    ...safeList(safeGet(record, 'headers')).toReversed(),
    { 'x-amzn-trace-id': safeGet(safeGet(record, 'attributes'), 'AWSTraceHeader') },
  ])
  return (name) => own(name) ?? contentIn(record).header(name)
}

/** Reads what a record encloses: an event or notification of another service, or a payload. */
export function contentOf(record: unknown): TriggerEvent {
  const data = safeGetAt(record, DATA)
  const text = typeof data === 'string' ? Buffer.from(data, 'base64').toString() : data
  const message = text ?? safeGet(record, 'Sns') ?? safeGet(record, 'body')
  return readable(() => parseMessage(message)) ?? { header: NO_HEADERS }
}

/** Returns the name of the queue, stream, table … that a record comes from. */
export function sourceOf(record: unknown): string | undefined {
  const name = safeGetAt(record, SOURCES)
  if (typeof name !== 'string') return undefined
  // RabbitMQ adds the virtual host: `orders::/`.
  return arnName(name, 1) ?? arnName(name) ?? name.split('::')[0]
}

/** Returns when a record was sent, as in {@link TriggerEvent.sentAt}. */
export function sentAt(record: unknown): unknown {
  return safeGetAt(record, TIMES)
}
