import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import {
  FirehoseClient,
  PutRecordCommand as PutFirehoseRecordCommand,
  PutRecordBatchCommand,
} from '@aws-sdk/client-firehose'
import { KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startS3 } from '../../local/stand-ins/s3.ts'
import type { StandIn } from '../../local/stand-ins/stand-in.ts'
import { traceClient } from '../../src/aws/index.ts'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, invoke, lambdaContext } from '../middy/invocation.ts'
import { inRequest, only } from './request.ts'
import { optionsFor, startWire, type Wire } from './wire.ts'

/** A request with a foreign trace id, so that all fields of the carrier are needed. */
const FOREIGN = {
  headers: {
    'x-trace-id': 'checkout-17',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    tracestate: 'vendor=value',
  },
}
const callers: [string, unknown][] = [
  ['an own id', {}],
  ['a foreign id', events.httpApi(FOREIGN)],
]

/** What another tracer has written before `traceClient`. */
const OTHER_TRACE = 'req_55555555-5555-5555-5555-555555555555'
const OTHER = { traceparent: `00-${'5'.repeat(32)}-${'a'.repeat(16)}-01` }
const MessageAttributes = {
  traceparent: { DataType: 'String', StringValue: OTHER.traceparent },
}

/** Sends within a request. Returns the trace and the span that were sent. */
async function sent(send: () => Promise<unknown>, caller: unknown) {
  const { error, calls, start } = await inRequest(send, caller)
  expect(error).toBeUndefined()
  return { traceId: start.traceId, parentId: only(calls).spanId }
}

/** Returns the trace and the parent that a function reads from an event, and links to other traces. */
async function received(event: unknown, members: object = {}) {
  const { start } = await invoke([tracing()], () => undefined, event, lambdaContext(members))
  const { traceId, parentId, links } = start
  return { traceId, parentId, ...(links && { links }) }
}

/** Returns the trace and the parent of each record of a batch. */
async function receivedEach(event: unknown) {
  const handler = handlerOf([tracing()], (batch) => eachRecord(batch as never, () => undefined))
  const { records } = await captureRecords(() => handler(event, lambdaContext()))
  const starts = records.filter(
    ({ phase, message }) => phase === 'start' && /record/i.test(message),
  )
  return starts.map(({ traceId, parentId }) => ({ traceId, parentId }))
}

/** Returns the event that Lambda makes of a queue's messages. */
function sqsEvent(messages: readonly Message[]) {
  const template = events.sqs().Records[0]
  return {
    Records: messages.map(({ MessageId, Body, MessageAttributes = {} }) => ({
      ...template,
      messageId: MessageId,
      body: Body,
      messageAttributes: Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
          name,
          { dataType: DataType, stringValue: StringValue },
        ]),
      ),
    })),
  }
}

describe('a trace arrives through a stand-in of', () => {
  let standIn: StandIn
  let sqs: SQSClient
  let sns: SNSClient
  let queue: { QueueUrl: string }
  let topic: { TopicArn: string }

  beforeAll(async () => {
    standIn = await startS3() // it is SQS and SNS too
    sqs = traceClient(new SQSClient(optionsFor(standIn.url)))
    sns = traceClient(new SNSClient(optionsFor(standIn.url)))
    await captureRecords(async () => {
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }))
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'order-placed' }))
      queue = { QueueUrl }
      topic = { TopicArn }
      const Endpoint = 'arn:aws:sqs:eu-west-1:000000000000:orders'
      await sns.send(new SubscribeCommand({ ...topic, Protocol: 'sqs', Endpoint }))
    })
  })
  afterAll(() => standIn.stop())

  /** Receives and deletes the messages of the queue. */
  async function receive() {
    const { value } = await captureRecords(async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          ...queue,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          WaitTimeSeconds: 2,
        }),
      )
      for (const { ReceiptHandle } of Messages)
        await sqs.send(new DeleteMessageCommand({ ...queue, ReceiptHandle }))
      return Messages
    })
    return sqsEvent(value ?? [])
  }

  it.each(callers)('SQS: %s', async (_name, caller) => {
    const from = await sent(
      () => sqs.send(new SendMessageCommand({ ...queue, MessageBody: 'hello' })),
      caller,
    )
    expect(await received(await receive())).toEqual(from)
  })

  it.each(callers)('SQS, in each message of a batch: %s', async (_name, caller) => {
    const Entries = ['1', '2', '3'].map((Id) => ({ Id, MessageBody: `hello ${Id}` }))
    const from = await sent(
      () => sqs.send(new SendMessageBatchCommand({ ...queue, Entries })),
      caller,
    )
    expect(await receivedEach(await receive())).toEqual([from, from, from])
  })

  it.each(callers)('SNS, and the queue that it notifies: %s', async (_name, caller) => {
    const from = await sent(() => sns.send(new PublishCommand({ ...topic, Message: 'hi' })), caller)
    const event = await receive()
    expect(await received(event)).toEqual(from)
    const Sns = JSON.parse(event.Records[0]?.body ?? '')
    expect(await received({ Records: [{ EventSource: 'aws:sns', Sns }] })).toEqual(from)
  })

  it('SQS and SNS, beside another tracer’s traceparent', async () => {
    const message = { ...queue, MessageBody: 'hello', MessageAttributes }
    const toQueue = await sent(() => sqs.send(new SendMessageCommand(message)), {})
    expect(await received(await receive())).toEqual({ ...toQueue, links: [OTHER_TRACE] })
    const notification = { ...topic, Message: 'hi', MessageAttributes }
    const toTopic = await sent(() => sns.send(new PublishCommand(notification)), {})
    const event = await receive()
    expect(await received(event)).toEqual({ ...toTopic, links: [OTHER_TRACE] })
    const Sns = JSON.parse(event.Records[0]?.body ?? '')
    const direct = { Records: [{ EventSource: 'aws:sns', Sns }] }
    expect(await received(direct)).toEqual({ ...toTopic, links: [OTHER_TRACE] })
  })

  it.each(callers)('SNS, in each message of a batch: %s', async (_name, caller) => {
    const PublishBatchRequestEntries = ['1', '2'].map((Id) => ({ Id, Message: `hi ${Id}` }))
    const from = await sent(
      () => sns.send(new PublishBatchCommand({ ...topic, PublishBatchRequestEntries })),
      caller,
    )
    expect(await receivedEach(await receive())).toEqual([from, from])
  })
})

describe('a trace is sent through', () => {
  let wire: Wire
  beforeAll(async () => {
    wire = await startWire()
  })
  afterAll(() => wire.stop())

  it.each(callers)('EventBridge: %s', async (_name, caller) => {
    const client = traceClient(new EventBridgeClient(wire.options))
    const entry = { Source: 'shop', DetailType: 'Order placed', Detail: '{"orderId":"17"}' }
    const from = await sent(
      () => client.send(new PutEventsCommand({ Entries: [entry, entry] })),
      caller,
    )
    const { Entries } = wire.last().json as { Entries: { Detail: string }[] }
    for (const { Detail } of Entries) {
      const detail = JSON.parse(Detail)
      expect(detail.orderId).toBe('17')
      expect(await received({ ...events.eventBridge(), detail })).toEqual(from)
    }
    expect(Entries).toHaveLength(2)
  })

  it.each(callers)('Step Functions: %s', async (_name, caller) => {
    const client = traceClient(new SFNClient({ ...wire.options, disableHostPrefix: true }))
    const execution = { stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:pay' }
    const commands = [
      new StartExecutionCommand(execution),
      new StartExecutionCommand({ ...execution, input: '{"orderId":"17"}' }),
      new StartSyncExecutionCommand({ ...execution, name: 'pay-17', input: '{"orderId":"17"}' }),
    ]
    for (const command of commands) {
      const from = await sent(() => client.send(command as StartExecutionCommand), caller)
      const input = JSON.parse(wire.last().json.input as string)
      expect(input.orderId).toBe(command.input.input && '17')
      expect(await received(input)).toEqual(from)
    }
  })

  it.each(callers)('a synchronous invocation of a function: %s', async (_name, caller) => {
    const client = traceClient(new LambdaClient(wire.options))
    const from = await sent(
      () => client.send(new InvokeCommand({ FunctionName: 'orders', Payload: '{"orderId":"17"}' })),
      caller,
    )
    const { headers, body } = wire.last()
    const text = Buffer.from(String(headers['x-amz-client-context']), 'base64').toString()
    expect(body).toBe('{"orderId":"17"}')
    expect(await received({ orderId: '17' }, { clientContext: JSON.parse(text) })).toEqual(from)
  })

  it('the client context of an invocation, beside another tracer’s traceparent', async () => {
    const client = traceClient(new LambdaClient(wire.options))
    const ClientContext = Buffer.from(JSON.stringify({ custom: OTHER })).toString('base64')
    const invocation = { FunctionName: 'orders', ClientContext }
    const from = await sent(() => client.send(new InvokeCommand(invocation)), {})
    const text = Buffer.from(String(wire.last().headers['x-amz-client-context']), 'base64')
    const clientContext = JSON.parse(text.toString())
    expect(clientContext.custom).toMatchObject(OTHER)
    expect(await received({}, { clientContext })).toEqual({ ...from, links: [OTHER_TRACE] })
  })

  it('EventBridge, beside what another tracer puts into an event', async () => {
    const client = traceClient(new EventBridgeClient(wire.options))
    const Detail = JSON.stringify({ _datadog: OTHER, ...OTHER })
    const entry = { Source: 'shop', DetailType: 'Order placed', Detail }
    const from = await sent(() => client.send(new PutEventsCommand({ Entries: [entry] })), {})
    const { Entries } = wire.last().json as { Entries: { Detail: string }[] }
    const detail = JSON.parse(Entries[0]?.Detail ?? '')
    expect(detail).toMatchObject({ _datadog: OTHER, ...OTHER })
    expect(await received({ ...events.eventBridge(), detail })).toEqual(from)
  })

  it.each(callers)('the payload of an asynchronous invocation: %s', async (_name, caller) => {
    const client = traceClient(new LambdaClient(wire.options), { payload: true })
    const invocation = { FunctionName: 'orders', InvocationType: 'Event' } as const
    const Payload = Buffer.from('{"orderId":"17"}')
    const from = await sent(
      () => client.send(new InvokeCommand({ ...invocation, Payload })),
      caller,
    )
    const { headers, json } = wire.last()
    expect(headers).not.toHaveProperty('x-amz-client-context')
    expect(json.orderId).toBe('17')
    expect(await received(json)).toEqual(from)
  })

  it.each(callers)('Kinesis, with the option payload: %s', async (_name, caller) => {
    const client = traceClient(new KinesisClient(wire.options), { payload: true })
    const record = { PartitionKey: '17', Data: Buffer.from('{"orderId":"17"}') }
    const template = events.kinesis().Records[0]
    const eventOf = (...data: unknown[]) => ({
      Records: data.map((one) => ({ ...template, kinesis: { ...template?.kinesis, data: one } })),
    })
    const one = await sent(
      () => client.send(new PutRecordCommand({ StreamName: 'orders', ...record })),
      caller,
    )
    expect(await received(eventOf(wire.last().json.Data))).toEqual(one)
    const batch = await sent(
      () => client.send(new PutRecordsCommand({ StreamName: 'orders', Records: [record, record] })),
      caller,
    )
    const { Records } = wire.last().json as { Records: { Data: string }[] }
    const event = eventOf(...Records.map(({ Data }) => Data))
    expect(await receivedEach(event)).toEqual([batch, batch])
  })

  it.each(callers)('Firehose, with the option payload: %s', async (_name, caller) => {
    const client = traceClient(new FirehoseClient(wire.options), { payload: true })
    const record = { Data: Buffer.from('{"orderId":"17"}\n') }
    const stream = { DeliveryStreamName: 'orders' }
    const eventOf = (data: string) => {
      const event = events.firehose()
      return { ...event, records: event.records.map((one) => ({ ...one, data })) }
    }
    const one = await sent(
      () => client.send(new PutFirehoseRecordCommand({ ...stream, Record: record })),
      caller,
    )
    const { Record } = wire.last().json as { Record: { Data: string } }
    expect(await received(eventOf(Record.Data))).toEqual(one)
    const batch = await sent(
      () => client.send(new PutRecordBatchCommand({ ...stream, Records: [record, record] })),
      caller,
    )
    const { Records } = wire.last().json as { Records: { Data: string }[] }
    expect(Records).toHaveLength(2)
    for (const { Data } of Records) expect(await received(eventOf(Data))).toEqual(batch)
  })
})
