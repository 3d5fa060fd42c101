import { safeGet } from '../../core/lib/safe-get.ts'
import { pathsOf, safeGetAt, textOf } from './event-values.ts'
import type { Redelivery } from './trigger.ts'

const IDS = pathsOf('messageId Sns.MessageId kinesis.sequenceNumber dynamodb.SequenceNumber')
const PIPED_IDS = pathsOf('messageId eventID')

/**
 * Returns how a service redelivers its records; `undefined` if `eachRecord` does not take them. A pipe
 * retries only those records of a stream that are reported, and a batch of Kafka as a whole.
 */
export function redeliveryOf(
  report: Redelivery['report'] | undefined,
  first: unknown,
  isPiped: boolean,
): Redelivery | undefined {
  if (report === undefined) return undefined
  const isFifo = textOf(safeGet(first, 'eventSourceARN'))?.endsWith('.fifo')
  const isStream = report === 'first'
  const isKafka = safeGet(first, 'offset') !== undefined
  const piped = isKafka ? 'error' : 'rest'
  return {
    report: isFifo || (isPiped && isStream) ? piped : report,
    idOf: (record) =>
      isKafka
        ? { partition: partitionOf(record), offset: safeGet(record, 'offset') }
        : safeGetAt(record, isPiped ? PIPED_IDS : IDS),
    orderingKeyOf: isFifo || isStream ? partitionOf : undefined,
  }
}

/** Returns a record's partition: the same for all records of a shard, and of a FIFO queue. */
function partitionOf(record: unknown): string {
  return `${textOf(safeGet(record, 'topic'))}-${safeGet(record, 'partition')}`
}
