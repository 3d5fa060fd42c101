import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { captureTrace, events, lambdaContext } from '../../src/testing/index.ts'
import { handlerOf, invoke } from './invocation.ts'
import { pipedKinesis } from './piped.ts'

/** When the events were sent. */
const SENT = Date.parse('2026-11-22T14:30:00.000Z')
const at = (millis: number) => vi.setSystemTime(SENT + millis)

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const startOf = async (event: unknown) => {
  const { start, ending } = await invoke([tracing()], () => undefined, event, lambdaContext())
  expect(ending.metadata).not.toHaveProperty('waited')
  return start
}

describe('the start of what was queued', () => {
  it.each<[string, unknown, number]>([
    ['SQS', events.sqs(), 1500],
    ['a batch of SQS, whose first message waited longest', events.sqs({}, {}), 1500],
    ['SQS by a pipe', events.pipe(), 1500],
    ['SNS', events.sns(), 1500],
    ['EventBridge', events.eventBridge(), 1500],
    ['a schedule', events.schedule(), 1500],
    ['EventBridge by SQS', events.sqs({ body: events.eventBridge() }), 1500],
    ['S3', events.s3(), 1500],
    ['Kinesis, which counts seconds', events.kinesis(), 1377],
    ['Kinesis by a pipe', pipedKinesis(), 1377],
    ['Firehose', events.firehose(), 1377],
    ['a DynamoDB stream', events.dynamodb(), 1500],
    ['DocumentDB', events.documentDb(), 1500],
    ['Kafka', events.kafka(), 1500],
    ['ActiveMQ', events.activeMq(), 1500],
  ])('has the milliseconds that it waited: %s', async (_name, event, waited) => {
    at(1500)
    expect((await startOf(event)).metadata?.waited).toBe(waited)
  })

  it.each<[string, unknown]>([
    ['HTTP', events.httpApi()],
    ['a payload', events.direct()],
    ['RabbitMQ, whose senders choose the time', events.rabbitMq()],
    ['no records', { eventSource: 'aws:kafka' }],
    ['no time', { ...events.eventBridge(), time: 'yesterday' }],
    ['a time that is no text', { ...events.eventBridge(), time: { valueOf: () => 1 } }],
    ['an infinite time', { ...events.eventBridge(), time: Number.NaN }],
  ])('has no such number: %s', async (_name, event) => {
    expect((await startOf(event)).metadata ?? {}).not.toHaveProperty('waited')
  })

  it('has 0 if the sender’s clock is ahead', async () => {
    at(-200)
    expect((await startOf(events.sqs())).metadata?.waited).toBe(0)
  })
})

describe('the start of a record', () => {
  it('has the milliseconds that the record waited', async () => {
    at(2000)
    const event = events.sqs({}, {})
    const [, second] = event.Records
    if (second) second.attributes.SentTimestamp = String(SENT + 700)
    const handle = () => eachRecord(event, () => undefined)
    const { records } = await captureTrace(() =>
      handlerOf([tracing()], handle)(event, lambdaContext()),
    )
    const waitedOn = (start: string) =>
      records.filter(({ message }) => message === start).map(({ metadata }) => metadata?.waited)
    expect(waitedOn('Record start')).toEqual([2000, 1300])
    expect(waitedOn('Record success')).toEqual([undefined, undefined])
  })
})
