import { eventBridge } from './event-bridge.ts'
import { ACCOUNT, REGION } from './event-input.ts'

/**
 * Makes a notification of S3: an object was created. It carries no headers.
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.s3()
 */
export function s3() {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: REGION,
        eventTime: '2026-11-22T14:30:00.000Z',
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'AWS:AIDAIENQZJOLO23YVJ4VO' },
        requestParameters: { sourceIPAddress: '203.0.113.7' },
        responseElements: {
          'x-amz-request-id': 'C3D13FE58DE4C810',
          'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG',
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'orders',
          bucket: {
            name: 'shop-orders',
            ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
            arn: 'arn:aws:s3:::shop-orders',
          },
          object: {
            key: '17.json',
            size: 1024,
            eTag: 'd41d8cd98f00b204e9800998ecf8427e',
            sequencer: '0055AED6DCD90281E5',
          },
        },
      },
    ],
  }
}

/**
 * Makes the event that S3 sends by EventBridge: an object was created. It carries no headers.
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.s3EventBridge()
 */
export function s3EventBridge() {
  return {
    ...eventBridge(),
    source: 'aws.s3' as const,
    'detail-type': 'Object Created',
    resources: ['arn:aws:s3:::shop-orders'],
    detail: {
      version: '0',
      bucket: { name: 'shop-orders' },
      object: { key: '17.json', size: 1024, etag: 'd41d8cd98f00b204e9800998ecf8427e' },
      'request-id': 'C3D13FE58DE4C810',
      requester: ACCOUNT,
      reason: 'PutObject',
    },
  }
}
