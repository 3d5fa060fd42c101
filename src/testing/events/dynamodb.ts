import { ACCOUNT, attributesOf, idOf, REGION, recordsOf, type Sent } from './sent.ts'

/** Items that were put into a DynamoDB table, by its stream; the headers are in the map `_trace`. */
export function dynamodb(...sent: Sent[]) {
  return {
    Records: recordsOf(sent, (one, index) => ({
      eventID: idOf(index),
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: REGION,
      eventName: 'INSERT' as const,
      dynamodb: {
        ApproximateCreationDateTime: 1795357800,
        Keys: { id: { S: '17' } },
        NewImage: {
          id: { S: '17' },
          ...(one.headers && { _trace: { M: attributesOf(one, (S) => ({ S })) } }),
        },
        SequenceNumber: `10000000000048096${index}`,
        SizeBytes: 59,
        StreamViewType: 'NEW_AND_OLD_IMAGES' as const,
      },
      eventSourceARN: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/orders/stream/2026-11-22T00:00:00.000`,
    })),
  }
}
