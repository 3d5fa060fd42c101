import { safeGet, safeList } from '../../core/lib/safe-get.ts'
import { arnName } from './arn.ts'
import { safeGetIn, safeGetText } from './event-values.ts'
import { parseEnclosedData } from './message.ts'
import { parseRecords, recordsParser } from './records.ts'
import type { Redelivery, TriggerEvent, TriggerParser } from './trigger.ts'

const REDELIVERY: Redelivery = {
  report: 'first',
  orderingKeyOf: () => '', // all records of a batch are of one shard
  idOf: (record) => safeGetIn(record, 'kinesis', 'sequenceNumber'),
}

/** Reads events of Kinesis Data Streams. The trace is in the JSON data. */
export const kinesis: TriggerParser = recordsParser('aws:kinesis', {
  headerOf: (record) => parseEnclosedData(safeGetIn(record, 'kinesis', 'data')).header,
  metadataOf: (record) => ({ stream: arnName(safeGet(record, 'eventSourceARN'), 1) }),
  redeliveryOf: () => REDELIVERY,
})

/** Reads records that Data Firehose sends to be transformed. */
export function firehose(event: unknown): TriggerEvent | undefined {
  const stream = arnName(safeGetText(event, 'deliveryStreamArn'))
  if (stream === undefined) return undefined
  return parseRecords(safeList(safeGet(event, 'records')), {
    headerOf: (record) => parseEnclosedData(safeGet(record, 'data')).header,
    metadataOf: () => ({ stream }),
  })
}
