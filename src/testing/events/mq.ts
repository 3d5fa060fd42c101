import { ACCOUNT, attributesOf, REGION, recordsOf, type Sent, textOf } from './sent.ts'

const BROKER = `arn:aws:mq:${REGION}:${ACCOUNT}:broker:orders:b-9bcfa592-423a-4942-879d-eb284b418fc8`

/** Messages of a queue of Amazon MQ for ActiveMQ; the headers are properties. */
export function activeMq(...sent: Sent[]) {
  return {
    eventSource: 'aws:mq',
    eventSourceArn: BROKER,
    messages: recordsOf(sent, (one, index) => ({
      messageID: `ID:b-9bcfa592-423a-4942-879d-eb284b418fc8-1.mq-${index}`,
      messageType: 'jms/text-message',
      deliveryMode: 1,
      redelivered: false,
      destination: { physicalName: 'orders' },
      timestamp: 1795357800000,
      properties: { ...one.headers },
      data: Buffer.from(textOf(one)).toString('base64'),
    })),
  }
}

/** Messages of a queue of Amazon MQ for RabbitMQ; headers are bytes. */
export function rabbitMq(...sent: Sent[]) {
  const messages = recordsOf(sent, (one) => ({
    basicProperties: {
      contentType: 'application/json',
      headers: attributesOf(one, (text) => ({ bytes: [...Buffer.from(text)] })),
      deliveryMode: 1,
      timestamp: 'Nov 22, 2026, 2:30:00 PM',
      bodySize: 17,
    },
    redelivered: false,
    data: Buffer.from(textOf(one)).toString('base64'),
  }))
  return {
    eventSource: 'aws:rmq',
    eventSourceArn: BROKER,
    rmqMessagesByQueue: { 'orders::/': messages } as Record<string, typeof messages>,
  }
}
