import { ACCOUNT, REGION, recordsOf, type Sent, textOf } from './sent.ts'

/** Records of one partition of a Kafka topic; headers are bytes. */
export function kafka(...sent: Sent[]) {
  const records = recordsOf(sent, (one, index) => ({
    topic: 'orders',
    partition: 0,
    offset: 15 + index,
    timestamp: 1795357800000,
    timestampType: 'CREATE_TIME' as const,
    key: 'MTc=',
    value: Buffer.from(textOf(one)).toString('base64'),
    headers: Object.entries(one.headers ?? {}).map(([name, text]) => ({
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
