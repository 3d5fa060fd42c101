import { ACCOUNT, attributesOf, idOf, REGION, recordsOf, type Sent, textOf } from './sent.ts'

/** Messages of an SQS queue; the headers are message attributes, `x-amzn-trace-id` the system's. */
export function sqs(...sent: Sent[]) {
  return { Records: recordsOf(sent, (one, index) => message(one, index, 'orders')) }
}

/** Messages of an SQS FIFO queue. */
export function sqsFifo(...sent: Sent[]) {
  return {
    Records: recordsOf(sent, (one, index) => {
      const record = message(one, index, 'orders.fifo')
      const sequence = { SequenceNumber: `1884968567969900${index}`, MessageGroupId: 'orders' }
      return { ...record, attributes: { ...record.attributes, ...sequence } }
    }),
  }
}

function message(sent: Sent, index: number, queue: string) {
  const { 'x-amzn-trace-id': AWSTraceHeader, ...headers } = sent.headers ?? {}
  return {
    messageId: idOf(index),
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body: textOf(sent),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795357800000',
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: '1795357800001',
      ...(AWSTraceHeader !== undefined && { AWSTraceHeader }),
    },
    messageAttributes: attributesOf({ headers }, (stringValue) => ({
      dataType: 'String' as const,
      stringValue,
    })),
    md5OfBody: '7b270e59b47ff90a553787216d55d91d',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`,
    awsRegion: REGION,
  }
}
