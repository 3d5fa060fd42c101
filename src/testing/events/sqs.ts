import {
  ACCOUNT,
  bodyText,
  type EventInput,
  exampleId,
  makeAttributes,
  makeRecords,
  REGION,
} from './event-input.ts'

/**
 * Makes messages of an SQS queue. The headers are message attributes, `x-amzn-trace-id` a system
 * attribute.
 * @param inputs the headers and the body of each message; without any input, the event has one
 * message
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.sqs({ body: { orderId: '7' } }, { body: 'no JSON' })
 */
export function sqs(...inputs: EventInput[]) {
  return { Records: makeRecords(inputs, (input, index) => message(input, index, 'orders')) }
}

/**
 * Makes messages of an SQS FIFO queue, all of one message group.
 * @param inputs the headers and the body of each message; without any input, the event has one
 * message
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.sqsFifo({ body: { orderId: '7' } })
 */
export function sqsFifo(...inputs: EventInput[]) {
  return {
    Records: makeRecords(inputs, (input, index) => {
      const record = message(input, index, 'orders.fifo')
      const sequence = { SequenceNumber: `1884968567969900${index}`, MessageGroupId: 'orders' }
      return { ...record, attributes: { ...record.attributes, ...sequence } }
    }),
  }
}

function message(input: EventInput, index: number, queue: string) {
  const { 'x-amzn-trace-id': AWSTraceHeader, ...headers } = input.headers ?? {}
  return {
    messageId: exampleId(index),
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body: bodyText(input),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795357800000',
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: '1795357800001',
      ...(AWSTraceHeader !== undefined && { AWSTraceHeader }),
    },
    messageAttributes: makeAttributes({ headers }, (stringValue) => ({
      dataType: 'String' as const,
      stringValue,
    })),
    md5OfBody: '7b270e59b47ff90a553787216d55d91d',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`,
    awsRegion: REGION,
  }
}
