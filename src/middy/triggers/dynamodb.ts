import { safeGet } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { safeGetIn } from './event-values.ts'
import { headerReader } from './headers.ts'
import { recordsParser } from './records.ts'
import type { Redelivery, TriggerParser } from './trigger.ts'

const REDELIVERY: Redelivery = {
  report: 'first',
  orderingKeyOf: () => '', // all records of a batch are of one shard
  idOf: (record) => safeGetIn(record, 'dynamodb', 'SequenceNumber'),
}

/** Reads events of DynamoDB streams. The trace is the map `_trace` of the item. */
export const dynamodb: TriggerParser = recordsParser('aws:dynamodb', {
  headerOf(record) {
    const carried = safeGet(safeGetIn(record, 'dynamodb', 'NewImage'), '_trace')
    return headerReader([safeGet(carried, 'M'), carried])
  },
  metadataOf: (record) => ({ table: arnName(safeGet(record, 'eventSourceARN'), 1) }),
  redeliveryOf: () => REDELIVERY,
})
