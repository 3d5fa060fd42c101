import {
  ACCOUNT,
  bodyText,
  type EventInput,
  exampleId,
  makeAttributes,
  makeRecords,
  REGION,
} from './event-input.ts'

const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:order-placed`

/**
 * Makes notifications of an SNS topic. Lambda gets one at a time.
 * @param inputs the headers and the body of each notification; without any input, the event has
 * one
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.sns({ body: { orderId: '7' } })
 */
export function sns(...inputs: EventInput[]) {
  return {
    Records: makeRecords(inputs, (input, index) => ({
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: `${TOPIC}:21be56ed-a058-49f5-8c98-aedd2564c486`,
      Sns: snsNotification(input, index),
    })),
  }
}

/**
 * Makes a notification of an SNS topic, as SQS gets it in the body of a message without raw
 * delivery.
 * @param input the headers and the body of the notification
 * @param index the number at the end of its id
 * @returns a new notification
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.sqs({ body: events.snsNotification({ body: { orderId: '7' } }) })
 */
export function snsNotification(input: EventInput = {}, index = 0) {
  return {
    Type: 'Notification',
    MessageId: exampleId(index),
    TopicArn: TOPIC,
    Subject: 'An order',
    Message: bodyText(input),
    Timestamp: '2026-11-22T14:30:00.000Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertUrl: `https://sns.${REGION}.amazonaws.com/cert.pem`,
    UnsubscribeUrl: `https://sns.${REGION}.amazonaws.com/?Action=Unsubscribe`,
    MessageAttributes: makeAttributes(input, (Value) => ({ Type: 'String', Value })),
  }
}
