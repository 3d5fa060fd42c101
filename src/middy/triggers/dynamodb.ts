import { safeGet } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { safeGetIn } from './event-values.ts'
import { headersIn } from './headers.ts'
import { recordsParser } from './records.ts'
import type { Delivery, TriggerParser } from './trigger.ts'

const DELIVERY: Delivery = {
  report: 'first',
  orderingKeyOf: () => '', // a batch is of one shard
  idOf: (record) => safeGetIn(record, 'dynamodb', 'SequenceNumber'),
}

/** DynamoDB streams; a trace is in the item, as the map `_trace`. */
export const dynamodb: TriggerParser = recordsParser('aws:dynamodb', {
  headerOf(record) {
    const carried = safeGet(safeGetIn(record, 'dynamodb', 'NewImage'), '_trace')
    return headersIn([safeGet(carried, 'M'), carried])
  },
  metadataOf: (record) => ({ table: arnName(safeGet(record, 'eventSourceARN'), 1) }),
  deliveryOf: () => DELIVERY,
})
