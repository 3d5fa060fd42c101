import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { FirehoseClient, PutRecordCommand as PutFirehoseCommand } from '@aws-sdk/client-firehose'
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import {
  type MessageAttributeValue,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TraceClientOptions, traceClient } from '../../src/aws/index.ts'
import { currentTrace, type Trace } from '../../src/index.ts'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, invoke, lambdaContext } from '../middy/invocation.ts'
import { STRANGER, strangersIn } from '../stranger.ts'
import { startWire, type Wire, type WireRequest } from './wire.ts'

let wire: Wire
beforeAll(async () => {
  const answer =
    '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>'
  wire = await startWire(({ body }) => (body.startsWith('Action=') ? { body: answer } : {}))
})
afterAll(() => wire.stop())

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders'
const ROLE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders'

const textOf = (bytes: unknown) => Buffer.from(String(bytes), 'base64').toString()
const base64Of = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64')

/** Invokes a function that refuses its caller. Returns what it sent last, and the trace that it sent. */
async function refuse(
  handle: (event: never, context: never, trace: Trace) => unknown,
  event: unknown = events.httpApi({ headers: STRANGER }),
  context: object = {},
) {
  const errors: unknown[] = []
  const { start } = await invoke(
    [tracing({ acceptInbound: false })],
    async (given, lambda) => {
      try {
        await handle(given as never, lambda as never, currentTrace())
      } catch (error) {
        errors.push(error)
      }
    },
    event,
    lambdaContext(context),
  )
  expect(errors).toEqual([])
  const { headers, body: encoded } = wire.requests.at(-1) as WireRequest
  const body = encoded.startsWith('Action=') ? decodeURIComponent(encoded) : encoded
  const json = body.startsWith('{') ? wire.last().json : {}
  const decoded = textOf(headers['x-amz-client-context'] ?? '')
  const sent = `${body}\n${body.replace(/"Data":"([^"]+)"/g, (_, data) => textOf(data))}\n${decoded}`
  const w3c = String(start.traceId).slice('req_'.length).replaceAll('-', '')
  return { sent, json, headers, w3c }
}

const BODY = JSON.stringify({ id: 17, _trace: STRANGER, big: 12345678901234567890n.toString() })

/** Commands that send a text on, and whether they carry the trace. */
const COMMANDS: readonly [
  string,
  (text: string, options: TraceClientOptions) => Promise<unknown>,
  (options: TraceClientOptions) => boolean,
][] = [
  [
    'the detail of an event',
    (Detail, options) => {
      const Entries = [{ Source: 'shop', DetailType: 'x', Detail }]
      const client = traceClient(new EventBridgeClient(wire.options), options)
      return client.send(new PutEventsCommand({ Entries }))
    },
    () => true,
  ],
  [
    'the input of an execution',
    (input, options) =>
      traceClient(new SFNClient(wire.options), options).send(
        new StartExecutionCommand({ stateMachineArn: ROLE, input }),
      ),
    () => true,
  ],
  [
    'the input of a named execution',
    (input, options) =>
      traceClient(new SFNClient(wire.options), options).send(
        new StartExecutionCommand({ stateMachineArn: ROLE, name: 'order-17', input }),
      ),
    ({ payload }) => payload === true,
  ],
  [
    'the body of a message',
    (MessageBody, options) =>
      traceClient(new SQSClient({ ...wire.options, md5: false }), options).send(
        new SendMessageCommand({ QueueUrl, MessageBody }),
      ),
    () => true,
  ],
  [
    'the bodies of a batch of messages',
    (MessageBody, options) =>
      traceClient(new SQSClient({ ...wire.options, md5: false }), options).send(
        new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody }] }),
      ),
    () => true,
  ],
  [
    'the data of Kinesis',
    (text, options) =>
      traceClient(new KinesisClient(wire.options), options).send(
        new PutRecordsCommand({
          StreamName: 'orders',
          Records: [{ PartitionKey: '1', Data: Buffer.from(text) }],
        }),
      ),
    ({ payload }) => payload === true,
  ],
  [
    'the data of Firehose',
    (text, options) =>
      traceClient(new FirehoseClient(wire.options), options).send(
        new PutFirehoseCommand({
          DeliveryStreamName: 'orders',
          Record: { Data: Buffer.from(text) },
        }),
      ),
    ({ payload }) => payload === true,
  ],
  [
    'the payload of a function',
    (Payload, options) =>
      traceClient(new LambdaClient(wire.options), options).send(
        new InvokeCommand({ FunctionName: 'orders', Payload }),
      ),
    () => true,
  ],
  [
    'the payload of a function that nobody waits for',
    (Payload, options) =>
      traceClient(new LambdaClient(wire.options), options).send(
        new InvokeCommand({ FunctionName: 'orders', Payload, InvocationType: 'Event' }),
      ),
    ({ payload }) => payload === true,
  ],
]

describe.each([{ payload: false }, { payload: true }])(
  'a refused caller’s trace in a body, with the options %j',
  (options) => {
    it.each(COMMANDS)('is not sent on by %s', async (_what, send, carries) => {
      const { sent, w3c } = await refuse(() => send(BODY, options))
      expect(strangersIn(sent)).toEqual([])
      expect(sent.includes(w3c)).toBe(carries(options))
    })
  },
)

describe('the text of a body that is sent on without a refused trace', () => {
  const sentDetail = async (text: string) => {
    const { json, w3c } = await refuse(() => COMMANDS[0]?.[1](text, {}))
    const { Entries } = json as { Entries: [{ Detail: string }] }
    const [, member = ''] =
      /,?("_trace":\{"traceparent":"00-[^}]+\})\}$/.exec(Entries[0].Detail) ?? []
    expect(member).toContain(w3c)
    return Entries[0].Detail.replace(member, 'OURS')
  }
  const trace = JSON.stringify(STRANGER)

  it.each([
    ['spaces', `{ "a" : 1 , "_trace" : ${trace} , "b" : 2 }`, '{ "a" : 1  , "b" : 2 ,OURS}'],
    ['escapes in the name', `{"\\u005ftrace":${trace},"b":"\\u005f"}`, '{"b":"\\u005f",OURS}'],
    ['two of them', `{"_trace":${trace},"_trace":${trace}}`, '{OURS}'],
    ['one after another', `{"a":1,"_trace":${trace},"_trace":${trace}}`, '{"a":1,OURS}'],
    [
      'one in an object',
      `{"detail":{"_trace":${trace}},"a":[1,2]}`,
      '{"detail":{},"a":[1,2],OURS}',
    ],
    [
      'large numbers',
      `{"a":12345678901234567890,"_trace":${trace}}`,
      '{"a":12345678901234567890,OURS}',
    ],
    [
      'other spellings of the headers',
      `{"_trace":${trace.replace('"x-trace-id"', '"X-Trace-Id"').replace('"traceparent"', '"TraceParent"')}}`,
      '{OURS}',
    ],
    [
      'a header that is no text',
      `{"_trace":{"traceparent":{"S":${JSON.stringify(STRANGER.traceparent)}}}}`,
      '{OURS}',
    ],
  ])('stays the same otherwise: %s', async (_what, text, expected) => {
    expect(await sentDetail(text)).toBe(expected)
  })

  it('is the same for each start of a named execution', async () => {
    const inputs: unknown[] = []
    for (let start = 0; start < 2; start += 1) {
      const { json } = await refuse(() => COMMANDS[2]?.[1](BODY, {}))
      inputs.push(json.input)
    }
    expect(inputs[0]).toBe(inputs[1])
    expect(JSON.parse(String(inputs[0]))).not.toHaveProperty('_trace')
  })

  it('stays the same if the body is no JSON object', async () => {
    const texts = [`_trace ${trace}`, `[{"_trace":${trace}}]`, '{"_trace":', '"_trace"', '']
    for (const text of texts) {
      const { json } = await refuse(() => COMMANDS[3]?.[1](text, {}))
      expect(json.MessageBody).toBe(text)
    }
  })
})

type SqsEvent = ReturnType<typeof events.sqs>

/** The attributes of a record, as a command takes them. */
function attributesOf(record: SqsEvent['Records'][number] | undefined) {
  const given = Object.entries(record?.messageAttributes ?? {})
  return Object.fromEntries(
    given.map(([name, { stringValue }]): [string, MessageAttributeValue] => [
      name,
      { DataType: 'String', StringValue: stringValue },
    ]),
  )
}

const OWN = { DataType: 'String', StringValue: 'acme' }

describe('the attributes of a refused sender', () => {
  const sqs = () => traceClient(new SQSClient({ ...wire.options, md5: false }))
  const send = (MessageAttributes: Record<string, MessageAttributeValue>) =>
    sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello', MessageAttributes }))
  const message = { headers: STRANGER, body: {} }

  it('are not sent on by the handler of its message', async () => {
    const { sent, json, w3c } = await refuse(
      ({ Records }: SqsEvent) => send({ ...attributesOf(Records[0]), tenant: OWN }),
      events.sqs(message),
    )
    expect(strangersIn(sent)).toEqual([])
    expect(json.MessageAttributes).toMatchObject({ tenant: OWN })
    expect(sent).toContain(w3c)
  })

  it('are not sent on by the handler of a batch', async () => {
    const other = { ...STRANGER, 'x-trace-id': 'req_stranger' }
    const event = events.sqs(message, { headers: other, body: {} }, { headers: {}, body: {} })
    for (const index of [0, 1]) {
      const { sent } = await refuse(
        ({ Records }: SqsEvent) => send(attributesOf(Records[index])),
        event,
      )
      expect(strangersIn(sent)).toEqual([])
    }
  })

  it('are not sent on by eachRecord', async () => {
    const texts: string[] = []
    const handle = (event: unknown) =>
      eachRecord(event as SqsEvent, async (record) => {
        await send(attributesOf(record))
        texts.push(wire.last().body)
      })
    const handler = handlerOf([tracing({ acceptInbound: false })], handle)
    await captureRecords(() => handler(events.sqs(message, message), lambdaContext()))
    expect(texts).toHaveLength(2)
    expect(strangersIn(texts.join())).toEqual([])
  })

  it('are not sent on to a topic', async () => {
    const { sent, w3c } = await refuse(
      ({ Records }: SqsEvent) =>
        traceClient(new SNSClient(wire.options)).send(
          new PublishCommand({
            TopicArn: 'arn:aws:sns:eu-west-1:123456789012:orders',
            Message: BODY,
            MessageAttributes: attributesOf(Records[0]),
          }),
        ),
      events.sqs(message),
    )
    expect(strangersIn(sent)).toEqual([])
    expect(sent).toContain(w3c)
  })

  it('are not sent on as X-Ray’s header', async () => {
    const header = STRANGER['x-amzn-trace-id'] ?? ''
    const queue = await refuse(() =>
      sqs().send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: 'hello',
          MessageSystemAttributes: {
            AWSTraceHeader: { DataType: 'String', StringValue: header },
          },
        }),
      ),
    )
    const execution = await refuse(() =>
      traceClient(new SFNClient(wire.options)).send(
        new StartExecutionCommand({ stateMachineArn: ROLE, traceHeader: header }),
      ),
    )
    expect(strangersIn(queue.sent + execution.sent)).toEqual([])
  })

  it('do not replace attributes that the handler sets', async () => {
    const traceparent = {
      DataType: 'String',
      StringValue: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
    }
    const { json } = await refuse(() => send({ traceparent }), events.sqs(message))
    expect(json.MessageAttributes).toMatchObject({ traceparent })
  })
})

describe('the client context of a refused caller', () => {
  const forward = (_event: never, { clientContext }: { clientContext: object }) =>
    traceClient(new LambdaClient(wire.options)).send(
      new InvokeCommand({ FunctionName: 'orders', ClientContext: base64Of(clientContext) }),
    )

  it.each([
    ['as _trace', { custom: { tenant: 'acme', _trace: STRANGER }, env: { a: 1 } }],
    ['as flat texts', { custom: { tenant: 'acme', ...STRANGER }, env: { a: 1 } }],
  ])('is not sent on %s', async (_what, clientContext) => {
    const { headers, w3c } = await refuse(forward, {}, { clientContext })
    const sent = textOf(headers['x-amz-client-context'])
    expect(strangersIn(sent)).toEqual([])
    expect(sent).toContain(w3c)
    expect(JSON.parse(sent)).toMatchObject({ custom: { tenant: 'acme' }, env: { a: 1 } })
  })

  it('is sent on as it was without a trace', async () => {
    const clientContext = { custom: { tenant: 'acme' }, env: { a: 1 } }
    const { headers } = await refuse(forward, {}, { clientContext })
    expect(JSON.parse(textOf(headers['x-amz-client-context']))).toMatchObject(clientContext)
  })
})

it('a trace that the handler itself puts into the data is sent, even if the caller is refused', async () => {
  const { json } = await refuse((_event, _context, trace) => {
    const text = JSON.stringify({ _trace: Object.fromEntries(trace.headers()), own: true })
    return COMMANDS[0]?.[1](text, {})
  })
  const { Entries } = json as { Entries: [{ Detail: string }] }
  expect(JSON.parse(Entries[0].Detail)).toMatchObject({
    own: true,
    _trace: { 'x-trace-id': expect.stringMatching(/^req_/), 'x-trace-hops': '1' },
  })
})

it('a trace of an accepted caller is sent on unchanged', async () => {
  const client = traceClient(new EventBridgeClient(wire.options))
  await invoke([tracing()], () => {
    const Entries = [{ Source: 'shop', DetailType: 'x', Detail: BODY }]
    return client.send(new PutEventsCommand({ Entries }))
  })
  const { Entries } = wire.last().json as { Entries: [{ Detail: string }] }
  expect(Entries[0].Detail).toBe(BODY)
})
