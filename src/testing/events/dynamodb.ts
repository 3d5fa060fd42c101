import {
  ACCOUNT,
  type EventInput,
  exampleId,
  makeAttributes,
  makeRecords,
  REGION,
} from './event-input.ts'

/**
 * Makes an event of a DynamoDB stream: items that were added to a table. The headers are the map
 * `_trace` of the item.
 * @param inputs the headers of each item; without any input, the event has one item
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.dynamodb({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function dynamodb(...inputs: EventInput[]) {
  return {
    Records: makeRecords(inputs, (input, index) => ({
      eventID: exampleId(index),
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: REGION,
      eventName: 'INSERT' as const,
      dynamodb: {
        ApproximateCreationDateTime: 1795357800,
        Keys: { id: { S: '17' } },
        NewImage: {
          id: { S: '17' },
          ...(input.headers && { _trace: { M: makeAttributes(input, (S) => ({ S })) } }),
        },
        SequenceNumber: `10000000000048096${index}`,
        SizeBytes: 59,
        StreamViewType: 'NEW_AND_OLD_IMAGES' as const,
      },
      eventSourceARN: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/orders/stream/2026-11-22T00:00:00.000`,
    })),
  }
}
