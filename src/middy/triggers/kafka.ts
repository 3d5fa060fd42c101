import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import { listsByName, safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import { parseRecords } from './records.ts'
import type { Redelivery, TriggerEvent } from './trigger.ts'

const REDELIVERY: Redelivery = {
  report: 'first',
  orderingKeyOf: partitionOf,
  idOf: (record) => ({ partition: partitionOf(record), offset: safeGet(record, 'offset') }),
}

/** Reads records of a Kafka topic, managed by AWS (`aws:kafka`) or not (`SelfManagedKafka`). */
export function kafka(event: unknown): TriggerEvent | undefined {
  if (!/kafka$/i.test(safeGetText(event, 'eventSource') ?? '')) return undefined
  return parseRecords(listsByName(safeGet(event, 'records')).items, {
    // Each header is an object of its own. The last one of a name counts.
    headerOf: (record) => headerReader(safeList(safeGet(record, 'headers')).toReversed()),
    metadataOf: (record) => ({ topic: safeGetText(record, 'topic') }),
    redeliveryOf: () => REDELIVERY,
  })
}

function partitionOf(record: unknown): string {
  return `${safeGetText(record, 'topic')}-${safeGet(record, 'partition')}`
}
