import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { safeGetIn } from './event-values.ts'
import { enclosedData } from './message.ts'
import { batchOf, recordsParser } from './records.ts'
import { type Delivery, safeGetText, type TriggerEvent, type TriggerParser } from './trigger.ts'

const DELIVERY: Delivery = {
  report: 'first',
  orderingKeyOf: () => '', // a batch is of one shard
  idOf: (record) => safeGetIn(record, 'kinesis', 'sequenceNumber'),
}

/** Kinesis Data Streams. */
export const kinesis: TriggerParser = recordsParser('aws:kinesis', {
  headerOf: (record) => enclosedData(safeGetIn(record, 'kinesis', 'data')).header,
  metadataOf: (record) => ({ stream: arnName(safeGet(record, 'eventSourceARN'), 1) }),
  deliveryOf: () => DELIVERY,
})

/** Data Firehose, which sends records to be transformed. */
export function firehose(event: unknown): TriggerEvent | undefined {
  const stream = arnName(safeGetText(event, 'deliveryStreamArn'))
  if (stream === undefined) return undefined
  return batchOf(safeList(safeGet(event, 'records')), {
    headerOf: (record) => enclosedData(safeGet(record, 'data')).header,
    metadataOf: () => ({ stream }),
  })
}
