import type { Redelivery } from './trigger.ts'

/** What varies between the services whose events are lists of records. */
type Service = readonly [
  /** The member of the metadata that names where the records come from. */
  source: string,
  /** Which failed records are reported. Absent if `eachRecord` does not take these records. */
  report?: Redelivery['report'] | undefined,
  /** What delivers the records, unless the source's name tells it. */
  broker?: string,
]

const kafka: Service = ['topic', 'first', 'kafka']
const activeMq: Service = ['queue', undefined, 'activemq']

/** The services by their `eventSource`, without `aws:`. */
const SERVICES: Readonly<Record<string, Service>> = {
  sqs: ['queue', 'failed'],
  sns: ['topic', 'error'], // it waits for no answer: Lambda retries the whole event
  kinesis: ['stream', 'first'],
  dynamodb: ['table', 'first'],
  s3: ['bucket'],
  kafka,
  SelfManagedKafka: kafka,
  mq: activeMq,
  amq: activeMq,
  rmq: ['queue', undefined, 'rabbitmq'],
  docdb: ['collection'],
  firehose: ['stream', undefined, 'firehose'],
}

/** Returns the service that an `eventSource` names. */
export function serviceOf(eventSource: string): Service | undefined {
  const name = eventSource.replace('aws:', '')
  return Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined
}
