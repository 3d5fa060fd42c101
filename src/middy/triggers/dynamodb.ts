import { member } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { headersIn } from './headers.ts'
import { memberAt } from './members.ts'
import { recordSource } from './records.ts'
import type { Delivery, Source } from './source.ts'

const DELIVERY: Delivery = {
  report: 'first',
  laneOf: () => '', // a batch is of one shard
  idOf: (record) => memberAt(record, 'dynamodb', 'SequenceNumber'),
}

/** DynamoDB streams; a trace is in the item, as the map `_trace`. */
export const dynamodb: Source = recordSource('aws:dynamodb', {
  headerOf(record) {
    const carried = member(memberAt(record, 'dynamodb', 'NewImage'), '_trace')
    return headersIn([member(carried, 'M'), carried])
  },
  metadataOf: (record) => ({ table: arnName(member(record, 'eventSourceARN'), 1) }),
  deliveryOf: () => DELIVERY,
})
