import {
  ACCOUNT,
  base64Data,
  type EventInput,
  exampleId,
  makeRecords,
  REGION,
} from './event-input.ts'

/**
 * Makes records of a Kinesis data stream. The headers are the member `_trace` of the data.
 * @param inputs the headers and the body of each record; without any input, the event has one
 * record
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.kinesis({ body: { orderId: '7' } })
 */
export function kinesis(...inputs: EventInput[]) {
  return {
    Records: makeRecords(inputs, (input, index) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: '17',
        sequenceNumber: `4959033827149025660855969253836157109592157598913658${index}`,
        data: base64Data(input),
        approximateArrivalTimestamp: 1795357800.123,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000006:4959033827149025660855969253836157109592157598913658${index}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/orders`,
      awsRegion: REGION,
      eventSourceARN: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/orders`,
    })),
  }
}

/**
 * Makes records that Data Firehose sends to be transformed. The headers are the member `_trace`
 * of the data.
 * @param inputs the headers and the body of each record; without any input, the event has one
 * record
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.firehose({ body: { orderId: '7' } })
 */
export function firehose(...inputs: EventInput[]) {
  return {
    invocationId: exampleId(0),
    deliveryStreamArn: `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/orders`,
    region: REGION,
    records: makeRecords(inputs, (input, index) => ({
      recordId: `4959033827149025660855969253836157109592157598913658${index}`,
      approximateArrivalTimestamp: 1795357800123,
      data: base64Data(input),
    })),
  }
}
