import { listOf, member } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { memberAt } from './members.ts'
import { enclosedData } from './message.ts'
import { batchOf, recordSource } from './records.ts'
import { type Delivery, type Incoming, type Source, textMember } from './source.ts'

const DELIVERY: Delivery = {
  report: 'first',
  laneOf: () => '', // a batch is of one shard
  idOf: (record) => memberAt(record, 'kinesis', 'sequenceNumber'),
}

/** Kinesis Data Streams. */
export const kinesis: Source = recordSource('aws:kinesis', {
  headerOf: (record) => enclosedData(memberAt(record, 'kinesis', 'data')).header,
  metadataOf: (record) => ({ stream: arnName(member(record, 'eventSourceARN'), 1) }),
  deliveryOf: () => DELIVERY,
})

/** Data Firehose, which sends records to be transformed. */
export function firehose(event: unknown): Incoming | undefined {
  const stream = arnName(textMember(event, 'deliveryStreamArn'))
  if (stream === undefined) return undefined
  return batchOf(listOf(member(event, 'records')), {
    headerOf: (record) => enclosedData(member(record, 'data')).header,
    metadataOf: () => ({ stream }),
  })
}
