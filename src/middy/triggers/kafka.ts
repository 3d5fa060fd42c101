import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import { listsByName } from './event-values.ts'
import { headersIn } from './headers.ts'
import { batchOf } from './records.ts'
import { type Delivery, safeGetText, type TriggerEvent } from './trigger.ts'

/** A partition goes on from the offset that is reported for it. */
const DELIVERY: Delivery = {
  report: 'first',
  orderingKeyOf: partitionOf,
  idOf: (record) => ({ partition: partitionOf(record), offset: safeGet(record, 'offset') }),
}

/** Kafka, managed by AWS or not: the records of one topic by their partition. */
export function kafka(event: unknown): TriggerEvent | undefined {
  if (!/kafka$/i.test(safeGetText(event, 'eventSource') ?? '')) return undefined
  return batchOf(listsByName(safeGet(event, 'records')).items, {
    // The last of several headers counts; each is an object of its own.
    headerOf: (record) => headersIn(safeList(safeGet(record, 'headers')).toReversed()),
    metadataOf: (record) => ({ topic: safeGetText(record, 'topic') }),
    deliveryOf: () => DELIVERY,
  })
}

function partitionOf(record: unknown): string {
  return `${safeGetText(record, 'topic')}-${safeGet(record, 'partition')}`
}
