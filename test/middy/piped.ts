import type { EventInput } from '../../src/testing/events/event-input.ts'
import { events } from '../../src/testing/index.ts'

// EventBridge Pipes sends lists of records. Each has what Lambda's own event has beside its records.

/** Returns records of Kinesis as a pipe sends them: what is in `kinesis` otherwise is in the record. */
export function pipedKinesis(...inputs: EventInput[]): object[] {
  return events.kinesis(...inputs).Records.map(({ kinesis, ...rest }) => ({ ...kinesis, ...rest }))
}

/** Returns records of Kafka as a pipe sends them. */
export function pipedKafka(...inputs: EventInput[]): object[] {
  const { records, ...event } = events.kafka(...inputs)
  return Object.entries(records).flatMap(([eventSourceKey, of]) =>
    of.map((record) => ({ ...event, eventSourceKey, ...record })),
  )
}

/** Returns messages of ActiveMQ as a pipe sends them. */
export function pipedActiveMq(...inputs: EventInput[]): object[] {
  const { messages, eventSourceArn } = events.activeMq(...inputs)
  return messages.map(({ destination: { physicalName }, ...message }) => ({
    eventSource: 'aws:amq',
    eventSourceArn,
    ...message,
    destination: { physicalname: physicalName },
  }))
}

/** Returns messages of RabbitMQ as a pipe sends them. */
export function pipedRabbitMq(...inputs: EventInput[]): object[] {
  const { rmqMessagesByQueue, ...event } = events.rabbitMq(...inputs)
  return Object.entries(rmqMessagesByQueue).flatMap(([eventSourceKey, of]) =>
    of.map((message) => ({ ...event, eventSourceKey, ...message })),
  )
}
