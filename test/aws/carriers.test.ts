import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import {
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { inRequest, only } from './request.ts'
import { startWire, type Wire } from './wire.ts'

let wire: Wire
beforeAll(async () => {
  wire = await startWire()
})
afterAll(() => wire.stop())

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const caller = events.httpApi({
  headers: { 'x-trace-id': 'checkout-17', traceparent, tracestate: 'vendor=value' },
})
const TRACE_FIELDS = ['traceparent', 'x-trace-id', 'x-trace-hops', 'tracestate']

/** Sends a command within a request that continues a trace. Returns what went over the wire. */
async function send<Input extends object>(
  input: Input,
  command: (input: Input) => Promise<unknown>,
  event: unknown = caller,
) {
  const before = JSON.stringify(input)
  const { error, calls } = await inRequest(() => command(deepFreeze(input)), event)
  expect(error).toBeUndefined()
  expect(JSON.stringify(input)).toBe(before)
  return { ...wire.last(), call: only(calls) }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue })
const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`own-${n}`, attribute(`${n}`)]))

// First in the file: on Node 22, what a Middy handler has entered stays visible to the next test.
describe('a message outside of a request', () => {
  it('gets no attributes', async () => {
    const client = traceClient(new SQSClient({ ...wire.options, md5: false }))
    const message = { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/orders', MessageBody: '{}' }
    await captureRecords(() => client.send(new SendMessageCommand(message)))
    expect(wire.last().json).toEqual(message)
  })
})

describe('an input that is a class instance', () => {
  class Order {
    readonly QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders'
    readonly FunctionName = 'orders'
    readonly Id = '1'
    readonly #text: string
    constructor(text: string) {
      this.#text = text
    }
    get MessageBody() {
      return this.#text
    }
    get Payload() {
      return Buffer.from(this.#text)
    }
  }
  const order = new Order('{"orderId":"17"}')

  it('is sent with the values of its getters', async () => {
    const sqs = traceClient(new SQSClient({ ...wire.options, md5: false }))
    const { json: message } = await send(order, (input) => sqs.send(new SendMessageCommand(input)))
    expect(message).toMatchObject({ QueueUrl: order.QueueUrl, MessageBody: order.MessageBody })
    expect(Object.keys(message.MessageAttributes as object)).toEqual(TRACE_FIELDS)
    const lambda = traceClient(new LambdaClient(wire.options))
    const { body, headers } = await send(order, (input) => lambda.send(new InvokeCommand(input)))
    expect(body).toBe(order.MessageBody)
    expect(headers).toHaveProperty('x-amz-client-context')
  })

  it('is sent with the values of its getters as an entry of a batch', async () => {
    const sqs = traceClient(new SQSClient({ ...wire.options, md5: false }))
    const inherited: Order = Object.create({ Id: '2', MessageBody: 'hello' })
    const batch = { QueueUrl: order.QueueUrl, Entries: [order, inherited] }
    const { json } = await send(batch, (input) => sqs.send(new SendMessageBatchCommand(input)))
    const MessageAttributes = expect.objectContaining({ traceparent: expect.anything() })
    expect(json.Entries).toEqual([
      { Id: '1', MessageBody: order.MessageBody, MessageAttributes },
      { Id: '2', MessageBody: 'hello', MessageAttributes },
    ])
  })
})

describe('the attributes of a message', () => {
  const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders'
  const sendMessage = (input: Partial<SendMessageCommandInput>, event?: unknown) => {
    const client = traceClient(new SQSClient({ ...wire.options, md5: false }))
    const message = { QueueUrl, MessageBody: 'hello', ...input }
    return send(message, (given) => client.send(new SendMessageCommand(given)), event)
  }
  type Attributes = SendMessageCommandInput['MessageAttributes']
  const sentAttributes = async (given: Attributes, event?: unknown) => {
    const { json } = await sendMessage({ MessageAttributes: given }, event)
    return json.MessageAttributes as NonNullable<Attributes>
  }

  it.each([
    [0, TRACE_FIELDS],
    [6, TRACE_FIELDS],
    [7, TRACE_FIELDS.slice(0, 3)],
    [8, TRACE_FIELDS.slice(0, 2)],
    [9, ['traceparent']],
    [10, []],
  ])('are at most ten, with %i of the sender', async (count, added) => {
    const given = attributes(count)
    const sent = await sentAttributes(given)
    expect(Object.keys(sent)).toEqual([...Object.keys(given), ...added])
    expect(sent).toMatchObject(given)
  })

  it('keep a trace that the sender has set', async () => {
    const given = { Traceparent: attribute(traceparent), 'X-Trace-Id': attribute('mine') }
    const sent = await sentAttributes(given)
    expect(Object.keys(sent)).toEqual(['Traceparent', 'X-Trace-Id', 'x-trace-hops'])
    expect(sent).toMatchObject(given)
  })

  describe('beside another tracer’s traceparent', () => {
    const other = traceparent.replace('00f067aa0ba902b7', 'a'.repeat(16))
    const foreign = `00-${'5'.repeat(32)}-${'a'.repeat(16)}-01`
    const own = events.httpApi({ headers: { traceparent, tracestate: 'vendor=value' } })
    const BESIDE = ['x-trace-id', 'x-trace-parent', 'x-trace-hops']

    it.each([
      ['of another trace', foreign],
      ['of the same trace', other],
      ['that is invalid', 'invalid'],
    ])('name the trace and the call’s span, and keep the traceparent %s', async (_what, value) => {
      const given = { traceparent: attribute(value), tracestate: attribute('other=1') }
      const { json, call } = await sendMessage({ MessageAttributes: given }, own)
      expect(json.MessageAttributes).toEqual({
        ...given,
        'x-trace-id': attribute('req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736'),
        'x-trace-parent': attribute(call.spanId ?? ''),
        'x-trace-hops': attribute('1'),
      })
    })

    it.each([
      [6, BESIDE],
      [7, BESIDE.slice(0, 2)],
      [8, BESIDE.slice(0, 1)],
      [9, []],
    ])('are at most ten, with %i more of the sender', async (count, added) => {
      const given = { ...attributes(count), traceparent: attribute(foreign) }
      const sent = await sentAttributes(given, own)
      expect(Object.keys(sent)).toEqual([...Object.keys(given), ...added])
    })

    it('have a span only beside their own id', async () => {
      const mine = { traceparent: attribute(foreign), 'x-trace-id': attribute('mine') }
      expect(Object.keys(await sentAttributes(mine))).not.toContain('x-trace-parent')
      const same = { traceparent: attribute(foreign), 'x-trace-id': attribute('checkout-17') }
      expect(Object.keys(await sentAttributes(same))).toContain('x-trace-parent')
    })

    it('replace a trace that was only forwarded, and keep the traceparent of another trace', async () => {
      const received = {
        'x-trace-id': attribute('checkout-17'),
        'x-trace-parent': attribute('b'.repeat(16)),
        'x-trace-hops': attribute('7'),
      }
      const passed = events.httpApi({
        headers: { 'x-trace-id': 'checkout-17', traceparent, 'x-trace-hops': '7' },
      })
      const MessageAttributes = { ...received, traceparent: attribute(foreign) }
      const { json, call } = await sendMessage({ MessageAttributes }, passed)
      expect(json.MessageAttributes).toEqual({
        traceparent: attribute(foreign),
        'x-trace-id': attribute('checkout-17'),
        'x-trace-parent': attribute(call.spanId ?? ''),
        'x-trace-hops': attribute('8'),
      })
      const ours = { ...received, traceparent: attribute(traceparent) }
      const replaced = await sendMessage({ MessageAttributes: ours }, passed)
      expect(replaced.json.MessageAttributes).toMatchObject({
        traceparent: attribute(traceparent.replace('00f067aa0ba902b7', replaced.call.spanId ?? '')),
        'x-trace-id': attribute('checkout-17'),
        'x-trace-hops': attribute('8'),
      })
      expect(replaced.json.MessageAttributes).not.toHaveProperty('x-trace-parent')
    })
  })

  it('keep an x-trace-hops that is not of a forwarded trace', async () => {
    const given = { traceparent: attribute('invalid'), 'x-trace-hops': attribute('9') }
    expect(await sentAttributes(given)).toMatchObject({
      ...given,
      'x-trace-id': attribute('checkout-17'),
    })
  })

  it('have an x-trace-id only if the traceparent does not spell it', async () => {
    const own = { headers: { 'x-trace-id': 'req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736' } }
    expect(Object.keys(await sentAttributes({}, events.httpApi(own)))).toEqual([
      'traceparent',
      'x-trace-hops',
    ])
    const bare = { headers: { 'x-trace-id': '4bf92f35-77b3-4da6-a3ce-929d0e0e4736' } }
    expect(await sentAttributes({}, events.httpApi(bare))).toMatchObject({
      'x-trace-id': attribute('4bf92f35-77b3-4da6-a3ce-929d0e0e4736'),
    })
  })

  it('count the services that the trace has passed', async () => {
    const passed = { headers: { traceparent, 'x-trace-hops': '4' } }
    const sent = await sentAttributes({}, events.httpApi(passed))
    expect(sent['x-trace-hops']?.StringValue).toBe('5')
  })

  it.each([256 * 1024, 1024 * 1024])(
    'are not added to a message of the maximum size: %i bytes',
    async (size) => {
      expect((await sendMessage({ MessageBody: 'x'.repeat(size) })).json).not.toHaveProperty(
        'MessageAttributes',
      )
      const smaller = await sendMessage({ MessageBody: 'x'.repeat(size / 2) })
      expect(smaller.json).toHaveProperty('MessageAttributes')
    },
  )

  it('are limited for each message of a batch', async () => {
    const client = traceClient(new SQSClient({ ...wire.options, md5: false }))
    const Entries = [10, 9, 0].map((count, n) => ({
      Id: `${n}`,
      MessageBody: 'hello',
      MessageAttributes: attributes(count),
    }))
    const { json, call } = await send({ QueueUrl, Entries }, (input) =>
      client.send(new SendMessageBatchCommand(input)),
    )
    const sent = json.Entries as { MessageAttributes: object }[]
    expect(sent.map(({ MessageAttributes }) => Object.keys(MessageAttributes).length)).toEqual([
      10, 10, 4,
    ])
    expect(call.metadata?.queue).toBe('orders')
  })

  it('are not added to a batch of ten that might become too large', async () => {
    const sqs = traceClient(new SQSClient({ ...wire.options, md5: false }))
    const carrying = async (bytes: number) => {
      const MessageBody = 'x'.repeat(bytes / 10)
      const Entries = Array.from({ length: 10 }, (_, id) => ({ Id: `${id}`, MessageBody }))
      const { json } = await send({ QueueUrl, Entries }, (input) =>
        sqs.send(new SendMessageBatchCommand(input)),
      )
      return (json.Entries as object[]).filter((entry) => 'MessageAttributes' in entry).length
    }
    expect(await carrying(1024 * 1024 - 1_000)).toBe(0)
    expect(await carrying(900_000)).toBe(10)
  })

  it('are not added to a batch without entries', async () => {
    const sqs = traceClient(new SQSClient({ ...wire.options, md5: false }))
    const batch = { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders' }
    const { json } = await send(batch, (input) =>
      sqs.send(new SendMessageBatchCommand(input as never)),
    )
    expect(json).toEqual(batch)
  })

  it('are at most ten for SNS', async () => {
    const xml = await startWire(() => ({ body: '<PublishResponse/>' }))
    const client = traceClient(new SNSClient(xml.options))
    const input = {
      TopicArn: 'arn:aws:sns:eu-west-1:123456789012:order-placed',
      Message: 'hello',
      MessageAttributes: attributes(8),
    }
    const { calls } = await inRequest(
      () => client.send(new PublishCommand(deepFreeze(input))),
      caller,
    )
    const sent = new URLSearchParams(xml.requests.at(-1)?.body)
    const names = [...sent].filter(([name]) => name.endsWith('.Name')).map(([, value]) => value)
    expect(names).toEqual([...Object.keys(input.MessageAttributes), 'traceparent', 'x-trace-id'])
    expect(only(calls).metadata?.topic).toBe('order-placed')
    await xml.stop()
  })

  it('belong to a partial call if SQS refuses a message of a batch', async () => {
    const Failed = [{ Id: '1', SenderFault: true, Code: 'InternalError' }]
    const refusing = await startWire(() => ({ body: JSON.stringify({ Successful: [], Failed }) }))
    const client = traceClient(new SQSClient({ ...refusing.options, md5: false }))
    const Entries = [{ Id: '1', MessageBody: 'hello' }]
    const { calls } = await inRequest(() =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
    )
    expect(only(calls)).toMatchObject({
      level: 'warn',
      result: 'partial',
      metadata: { failedRecords: 1 },
    })
    await refusing.stop()
  })
})

describe('the detail of an event', () => {
  const putEvent = async (Detail: string) => {
    const client = traceClient(new EventBridgeClient(wire.options))
    const EventBusName = 'arn:aws:events:eu-west-1:123456789012:event-bus/shop'
    const { json, call } = await send({ Entries: [{ Detail, EventBusName }, {}] }, (input) =>
      client.send(new PutEventsCommand(input)),
    )
    expect(call.metadata?.bus).toBe('shop,default')
    return (json.Entries as { Detail: string }[])[0]?.Detail ?? ''
  }

  it.each([
    ['{"id":12345678901234567890,"rate":1e400}', '{"id":12345678901234567890,"rate":1e400,'],
    ['{ "text": "ü }" }', '{ "text": "ü }" ,'],
    ['{}', '{'],
    [' { } ', ' { '],
  ])('keeps its text: %s', async (detail, kept) => {
    const sent = await putEvent(detail)
    expect(sent.startsWith(`${kept}"_trace":{"traceparent":`)).toBe(true)
    expect(Object.keys(JSON.parse(sent)._trace)).toEqual(TRACE_FIELDS)
  })

  it.each([
    ['has a trace already', '{"_trace":{}}'],
    ['is not an object', '["_trace"]'],
    ['is not JSON', '{"_trace"'],
  ])('stays the same if it %s', async (_name, detail) => {
    expect(await putEvent(detail)).toBe(detail)
  })
})

describe('the input of an execution', () => {
  const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:pay'
  const start = async (input: object, options?: object) => {
    const client = traceClient(new SFNClient(wire.options), options)
    const { json, call } = await send({ stateMachineArn, ...input }, (given) =>
      client.send(new StartExecutionCommand(given)),
    )
    expect(call.metadata?.stateMachine).toBe('pay')
    return json.input
  }

  it('stays the same with a name', async () => {
    expect(await start({ name: 'pay-17', input: '{"orderId":"17"}' })).toBe('{"orderId":"17"}')
    expect(await start({ name: 'pay-17' })).toBeUndefined()
  })

  it('carries the trace with a name and the option payload', async () => {
    const input = await start({ name: 'pay-17', input: '{"a":1}' }, { payload: true })
    expect(input).toMatch(/^\{"a":1,"_trace":/)
  })
})

/** The trace of `caller`, as a function that forwards its own client context passes it on. */
const FORWARDED = { traceparent, 'x-trace-id': 'checkout-17', 'x-trace-hops': '0' }
const OWN = { 'x-trace-id': 'mine', 'x-trace-hops': '1' }

type Decoder = (value: unknown) => void
const text: Decoder = (value) => {
  if (typeof value !== 'string') throw new TypeError(`not a string: ${JSON.stringify(value)}`)
}
const mapOfTexts: Decoder = (value) => {
  expect(value).toBeTypeOf('object')
  for (const member of Object.values(value as object)) text(member)
}

/**
 * How the runtimes of typed languages decode the members of a client context. Each fails an
 * invocation whose context has a member of another type; members that it doesn't name are ignored.
 */
const CLIENT_CONTEXTS: [language: string, members: Record<string, Decoder>][] = [
  // aws-lambda-java-runtime-interface-client: Map<String, String>, read by Gson
  ['Java', { client: mapOfTexts, custom: mapOfTexts, env: mapOfTexts }],
  // lambda_runtime: HashMap<String, String>, read by serde
  ['Rust', { client: mapOfTexts, custom: mapOfTexts, environment: mapOfTexts }],
  // aws-lambda-go, in its older versions: map[string]string, read by encoding/json
  ['Go', { client: mapOfTexts, custom: mapOfTexts, env: mapOfTexts }],
]

function decodeObject(value: object, members: Record<string, Decoder>): unknown {
  for (const [name, member] of Object.entries(value)) members[name]?.(member)
  return value
}

describe('the client context of an invocation', () => {
  const invokeFunction = async (input?: object, options?: object) => {
    const client = traceClient(new LambdaClient(wire.options), options)
    const { headers, body, call } = await send({ FunctionName: 'orders', ...input }, (given) =>
      client.send(new InvokeCommand(given)),
    )
    expect(call.metadata?.function).toBe('orders')
    const base64 = headers['x-amz-client-context'] as string | undefined
    return { base64, body, span: call.spanId }
  }
  const parse = (base64 = '') => JSON.parse(Buffer.from(base64, 'base64').toString())
  const base64Of = (text: string) => Buffer.from(text).toString('base64')
  const contextOf = (content: object) => base64Of(JSON.stringify(content))

  describe.each(CLIENT_CONTEXTS)('is decoded by the runtime of %s', (_language, members) => {
    const decoded = (base64: string | undefined) => decodeObject(parse(base64), members)

    it.each([
      ['without a context of the caller', undefined],
      ['beside texts of the caller', { custom: { tenant: 'a' }, client: { app_title: 'shop' } }],
      ['beside an empty context', {}],
      ['in place of a forwarded one', { custom: FORWARDED }],
      ['in place of a forwarded one as an object', { custom: { _trace: FORWARDED } }],
    ])('%s', async (_name, own) => {
      const { base64, span } = await invokeFunction(own && { ClientContext: contextOf(own) })
      const { custom } = decoded(base64) as { custom: Record<string, string> }
      expect(custom.traceparent).toContain(span)
      expect(
        Object.keys(custom)
          .filter((name) => name !== 'tenant')
          .toSorted(),
      ).toEqual(TRACE_FIELDS.toSorted())
    })
  })

  it('keeps the members of the caller’s own', async () => {
    const own = { client: { appTitle: 'Größe' }, custom: { tenant: 'a' }, env: {} }
    const { base64 } = await invokeFunction({ ClientContext: contextOf(own) })
    const context = parse(base64)
    expect(context).toMatchObject(own)
    expect(Object.keys(context.custom)).toEqual(['tenant', ...TRACE_FIELDS])
  })

  it('keeps a formatted context of the caller', async () => {
    const own = '{\n  "custom": {\n    "note": "a  b",\n    "list": [1, 2.5]\n  }\n}'
    const { base64 } = await invokeFunction({ ClientContext: base64Of(own) })
    expect(parse(base64)).toMatchObject(JSON.parse(own))
    expect(Object.keys(parse(base64).custom)).toEqual(['note', 'list', ...TRACE_FIELDS])
  })

  it.each([256 * 1024, 6 * 1024 * 1024])(
    'is added to a payload of any size: %i bytes',
    async (size) => {
      const Payload = JSON.stringify('x'.repeat(size - 2))
      for (const payload of [false, true]) {
        const { base64 } = await invokeFunction({ Payload }, { payload })
        expect(Object.keys(parse(base64).custom)).toEqual(TRACE_FIELDS)
      }
      const { body } = await invokeFunction(
        { Payload: `{"a":${Payload}}`, InvocationType: 'Event' },
        { payload: true },
      )
      expect(body).not.toContain('_trace')
    },
  )

  it('has at most 3,583 bytes, with the fields of the trace that fit', async () => {
    const lengths = Array.from({ length: 50 }, (_, n) => 2_300 + 7 * n)
    const kept = new Set<number>()
    for (const length of lengths) {
      const ClientContext = contextOf({ custom: { text: 'x'.repeat(length) } })
      const { base64 } = await invokeFunction({ ClientContext })
      expect(base64?.length).toBeLessThanOrEqual(3_583)
      const names = Object.keys(parse(base64).custom).slice(1)
      expect(names).toEqual(TRACE_FIELDS.slice(0, names.length))
      if (names.length === 0) expect(base64).toBe(ClientContext)
      kept.add(names.length)
    }
    expect([...kept]).toEqual([4, 3, 2, 1, 0])
  })

  it.each([
    ['is not JSON', base64Of('nonsense')],
    ['has a list as custom', contextOf({ custom: ['a'] })],
    ['has a number that JavaScript would round', base64Of('{"custom":{"id":12345678901234567}}')],
    ['has a member twice', base64Of('{"custom":{"a":1,"a":2}}')],
    ['has a trace already', contextOf({ custom: { _trace: {} } })],
    ['has a trace already as texts', contextOf({ custom: { Traceparent: traceparent, ...OWN } })],
    ['has a text as custom', contextOf({ custom: 'text' })],
  ])('stays the same if it %s', async (_name, ClientContext) => {
    expect((await invokeFunction({ ClientContext })).base64).toBe(ClientContext)
  })

  it.each(['Event', 'DryRun'])('is not added for %s, which has none', async (InvocationType) => {
    const Payload = '{"a":1}'
    const { base64, body } = await invokeFunction({ InvocationType, Payload })
    expect([base64, body]).toEqual([undefined, Payload])
  })

  it('belongs to a call that is an error if the function failed', async () => {
    const failing = await startWire(() => ({
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: '{"errorMessage":"secret"}',
    }))
    const client = traceClient(new LambdaClient(failing.options))
    const { calls, value } = await inRequest(() =>
      client.send(new InvokeCommand({ FunctionName: 'orders' })),
    )
    expect(value.FunctionError).toBe('Unhandled')
    expect(only(calls)).toMatchObject({
      level: 'error',
      result: 'error',
      error: { code: 'Unhandled' },
      metadata: { statusCode: 200, function: 'orders' },
    })
    await failing.stop()
  })
})

describe('the data of a stream', () => {
  const putRecord = async (Data: Uint8Array, options?: object) => {
    const client = traceClient(new KinesisClient(wire.options), options)
    const input = { StreamName: 'orders', PartitionKey: '17', Data }
    const { json, call } = await send(input, (given) => client.send(new PutRecordCommand(given)))
    expect(call.metadata?.stream).toBe('orders')
    return Buffer.from(json.Data as string, 'base64')
  }

  it('stays the same without the option payload', async () => {
    const data = Buffer.from('{"orderId":"17"}')
    expect(await putRecord(data)).toEqual(data)
  })

  it('carries the trace with HOPTRACE_PAYLOAD', async () => {
    vi.stubEnv('HOPTRACE_PAYLOAD', 'true')
    expect((await putRecord(Buffer.from('{}'))).toString()).toContain('"_trace"')
    vi.unstubAllEnvs()
  })

  it('keeps its bytes, even invalid UTF-8', async () => {
    const data = Buffer.concat([Buffer.from('{"text":"ü'), Buffer.from([0xff]), Buffer.from('"}')])
    const sent = await putRecord(data, { payload: true })
    expect(sent.subarray(0, data.length - 1)).toEqual(data.subarray(0, -1))
    expect(sent.toString()).toContain('"_trace"')
  })

  it.each([
    ['bytes', Buffer.from([0, 1, 2, 255])],
    ['several JSON texts', Buffer.from('{"a":1}\n{"a":2}\n')],
    ['a list', Buffer.from('[1]')],
  ])('stays the same if it is %s', async (_name, data) => {
    expect(await putRecord(data, { payload: true })).toEqual(data)
  })

  const MB = 1024 * 1024
  const bytesOf = (records: readonly { Data: string | Uint8Array }[]) =>
    records.reduce((sum, { Data }) => sum + Buffer.from(Data as string, 'base64').length, 0)
  const putKinesis = async (Records: { PartitionKey: string; Data: Uint8Array }[]) => {
    const client = traceClient(new KinesisClient(wire.options), { payload: true })
    await inRequest(() => client.send(new PutRecordsCommand({ StreamName: 'orders', Records })))
  }
  const putFirehose = async (Records: { Data: Uint8Array }[]) => {
    const client = traceClient(new FirehoseClient(wire.options), { payload: true })
    const input = { DeliveryStreamName: 'orders', Records }
    await inRequest(() => client.send(new PutRecordBatchCommand(input)))
  }

  it.each([
    ['Kinesis', 10 * MB, putKinesis],
    ['Firehose', 4 * MB, putFirehose],
  ])('of %s stays within the size limit of a batch', async (_service, limit, put) => {
    const records = (bytes: number) => {
      const text = 'x'.repeat(Math.floor(bytes / 500) - 8)
      const Data = Buffer.from(JSON.stringify({ v: text }))
      return Array.from({ length: 500 }, () => ({ PartitionKey: '1', Data }))
    }
    const sent = async (bytes: number) => {
      await put(records(bytes))
      return bytesOf(wire.last().json.Records as { Data: string }[])
    }
    const near = limit - 40_000
    expect(await sent(near)).toBeLessThanOrEqual(near)
    const less = limit - 200_000
    expect(await sent(less)).toBeGreaterThan(less)
    expect(await sent(less)).toBeLessThanOrEqual(limit)
    const ordinary = 200_000
    expect(await sent(ordinary)).toBeGreaterThan(ordinary + 500 * 60)
  })

  it('carries the trace past 1 MB in a batch of eleven, which only streams take', async () => {
    const Data = Buffer.from(JSON.stringify({ v: 'x'.repeat(95_000) }))
    await putKinesis(Array.from({ length: 11 }, () => ({ PartitionKey: '1', Data })))
    const records = wire.last().json.Records as { Data: string }[]
    expect(bytesOf(records)).toBeGreaterThan(11 * (Data.length + 60))
  })
})
