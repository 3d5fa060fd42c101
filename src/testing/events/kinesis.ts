import { ACCOUNT, dataOf, idOf, REGION, recordsOf, type Sent } from './sent.ts'

/** Records of a Kinesis data stream. */
export function kinesis(...sent: Sent[]) {
  return {
    Records: recordsOf(sent, (one, index) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: '17',
        sequenceNumber: `4959033827149025660855969253836157109592157598913658${index}`,
        data: dataOf(one),
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

/** Records of a Firehose stream, to be transformed. */
export function firehose(...sent: Sent[]) {
  return {
    invocationId: idOf(0),
    deliveryStreamArn: `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/orders`,
    region: REGION,
    records: recordsOf(sent, (one, index) => ({
      recordId: `4959033827149025660855969253836157109592157598913658${index}`,
      approximateArrivalTimestamp: 1795357800123,
      data: dataOf(one),
    })),
  }
}
