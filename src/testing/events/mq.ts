import {
  ACCOUNT,
  bodyText,
  type EventInput,
  makeAttributes,
  makeRecords,
  REGION,
} from './event-input.ts'

const BROKER = `arn:aws:mq:${REGION}:${ACCOUNT}:broker:orders:b-9bcfa592-423a-4942-879d-eb284b418fc8`

/**
 * Makes messages of a queue of Amazon MQ for ActiveMQ. The headers are properties.
 * @param inputs the headers and the body of each message; without any input, the event has one
 * message
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.activeMq({ body: { orderId: '7' } })
 */
export function activeMq(...inputs: EventInput[]) {
  return {
    eventSource: 'aws:mq',
    eventSourceArn: BROKER,
    messages: makeRecords(inputs, (input, index) => ({
      messageID: `ID:b-9bcfa592-423a-4942-879d-eb284b418fc8-1.mq-${index}`,
      messageType: 'jms/text-message',
      deliveryMode: 1,
      redelivered: false,
      destination: { physicalName: 'orders' },
      timestamp: 1795357800000,
      properties: { ...input.headers },
      data: Buffer.from(bodyText(input)).toString('base64'),
    })),
  }
}

/**
 * Makes messages of a queue of Amazon MQ for RabbitMQ. The headers are bytes.
 * @param inputs the headers and the body of each message; without any input, the event has one
 * message
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.rabbitMq({ body: { orderId: '7' } })
 */
export function rabbitMq(...inputs: EventInput[]) {
  const messages = makeRecords(inputs, (input) => ({
    basicProperties: {
      contentType: 'application/json',
      headers: makeAttributes(input, (text) => ({ bytes: [...Buffer.from(text)] })),
      deliveryMode: 1,
      timestamp: 'Nov 22, 2026, 2:30:00 PM',
      bodySize: 17,
    },
    redelivered: false,
    data: Buffer.from(bodyText(input)).toString('base64'),
  }))
  return {
    eventSource: 'aws:rmq',
    eventSourceArn: BROKER,
    rmqMessagesByQueue: { 'orders::/': messages } as Record<string, typeof messages>,
  }
}
