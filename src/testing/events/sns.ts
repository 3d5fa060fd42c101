import { ACCOUNT, attributesOf, idOf, REGION, recordsOf, type Sent, textOf } from './sent.ts'

const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:order-placed`

/** Notifications of an SNS topic; Lambda is given one at a time. */
export function sns(...sent: Sent[]) {
  return {
    Records: recordsOf(sent, (one, index) => ({
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: `${TOPIC}:21be56ed-a058-49f5-8c98-aedd2564c486`,
      Sns: snsNotification(one, index),
    })),
  }
}

/** A notification of an SNS topic: what SQS is sent as a message's body, where raw delivery is off. */
export function snsNotification(sent: Sent = {}, index = 0) {
  return {
    Type: 'Notification',
    MessageId: idOf(index),
    TopicArn: TOPIC,
    Subject: 'An order',
    Message: textOf(sent),
    Timestamp: '2026-11-22T14:30:00.000Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertUrl: `https://sns.${REGION}.amazonaws.com/cert.pem`,
    UnsubscribeUrl: `https://sns.${REGION}.amazonaws.com/?Action=Unsubscribe`,
    MessageAttributes: attributesOf(sent, (Value) => ({ Type: 'String', Value })),
  }
}
