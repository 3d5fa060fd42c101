import { listOf, member } from '../../core/lib/safe-get.ts'
import { headersIn } from './headers.ts'
import { listsOf } from './members.ts'
import { batchOf } from './records.ts'
import { type Delivery, type Incoming, textMember } from './source.ts'

/** A partition goes on from the offset that is reported for it. */
const DELIVERY: Delivery = {
  report: 'first',
  laneOf: partitionOf,
  idOf: (record) => ({ partition: partitionOf(record), offset: member(record, 'offset') }),
}

/** Kafka, managed by AWS or not: the records of one topic by their partition. */
export function kafka(event: unknown): Incoming | undefined {
  if (!/kafka$/i.test(textMember(event, 'eventSource') ?? '')) return undefined
  return batchOf(listsOf(member(event, 'records')).items, {
    // The last of several headers counts; each is an object of its own.
    headerOf: (record) => headersIn(listOf(member(record, 'headers')).toReversed()),
    metadataOf: (record) => ({ topic: textMember(record, 'topic') }),
    deliveryOf: () => DELIVERY,
  })
}

function partitionOf(record: unknown): string {
  return `${textMember(record, 'topic')}-${member(record, 'partition')}`
}
