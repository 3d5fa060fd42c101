import { ACCOUNT, bodyText, type EventInput, makeRecords, REGION } from './event-input.ts'

/**
 * Makes records of one partition of a Kafka topic. The headers are bytes.
 * @param inputs the headers and the body of each record; without any input, the event has one
 * record
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.kafka({ body: { orderId: '7' } })
 */
export function kafka(...inputs: EventInput[]) {
  const records = makeRecords(inputs, (input, index) => ({
    topic: 'orders',
    partition: 0,
    offset: 15 + index,
    timestamp: 1795357800000,
    timestampType: 'CREATE_TIME' as const,
    key: 'MTc=',
    value: Buffer.from(bodyText(input)).toString('base64'),
    headers: Object.entries(input.headers ?? {}).map(([name, text]) => ({
      [name]: [...Buffer.from(text)],
    })),
  }))
  return {
    eventSource: 'aws:kafka' as const,
    eventSourceArn: `arn:aws:kafka:${REGION}:${ACCOUNT}:cluster/orders/751d2973-a626-431c-9d4e-d7975eb44dd7-2`,
    bootstrapServers: `b-1.orders.kafka.${REGION}.amazonaws.com:9092`,
    records: { 'orders-0': records } as Record<string, typeof records>,
  }
}
