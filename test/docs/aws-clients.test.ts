import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { FirehoseClient, PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose'
import {
  KinesisClient,
  PutRecordsCommand,
  PutRecordCommand as PutStreamRecordCommand,
} from '@aws-sdk/client-kinesis'
import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import ssm from '@middy/ssm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import type { TraceRecord } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { inRequest, only } from '../aws/request.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf } from '../middy/invocation.ts'
import { blocksOf, loadSample, rowsOf, sectionOf, steady } from './page.ts'

const PAGE = 'docs/aws-clients.md'

let server: Server
beforeAll(async () => {
  server = createServer((_request, response) =>
    response.setHeader('x-amz-request-id', '5A8C7F1D2E3B4A69').end('{}'),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${port}`
  process.env.AWS_ENDPOINT_URL_SSM = `http://127.0.0.1:${port}`
  process.env.AWS_REGION = 'eu-central-1'
  process.env.AWS_ACCESS_KEY_ID = 'local'
  process.env.AWS_SECRET_ACCESS_KEY = 'local'
})
afterAll(() => server.close())

type Input = Record<string, unknown>
interface Client {
  readonly config: object
  readonly middlewareStack: { add(middleware: never, options: never): void }
  send(command: never): Promise<unknown>
}
type Answer = object | Error

const OK: Answer = {
  output: { $metadata: { httpStatusCode: 200, requestId: '5A8C7F1D2E3B4A69', attempts: 1 } },
  response: {},
}

/** Has a client answer each command at once, without a request; gives what it was about to send. */
function answering(client: Client, options: object, answer: Answer = OK) {
  const sent: Input[] = []
  traceClient(client, options)
  const reply = () => async (args: { input: Input }) => {
    sent.push(args.input)
    if (answer instanceof Error) throw answer
    return answer
  }
  client.middlewareStack.add(reply as never, { step: 'initialize', priority: 'low' } as never)
  return { client, sent }
}

const names = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

const REGION = { region: 'eu-west-1' }
const arn = (rest: string) => `arn:aws:${rest}`
const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders'
const TopicArn = arn('sns:eu-west-1:123456789012:orders')
const stateMachineArn = arn('states:eu-west-1:123456789012:stateMachine:orders')

const GET_ITEM = new GetItemCommand({ TableName: 'orders', Key: {} })

/** One call of each service, with the words of its metadata that name what it was about. */
const TARGETS: readonly [client: Client, command: unknown, words: string[]][] = [
  [new S3Client(REGION), new GetObjectCommand({ Bucket: 'shop', Key: 'a' }), ['bucket', 'key']],
  [new DynamoDBClient(REGION), GET_ITEM, ['table']],
  [new SQSClient(REGION), new SendMessageCommand({ QueueUrl, MessageBody: '' }), ['queue']],
  [new SNSClient(REGION), new PublishCommand({ TopicArn, Message: '' }), ['topic']],
  [new EventBridgeClient(REGION), new PutEventsCommand({ Entries: [{}] }), ['bus']],
  [new KinesisClient(REGION), putStreamRecord(), ['stream']],
  [new FirehoseClient(REGION), putDeliveryRecord(), ['stream']],
  [new LambdaClient(REGION), new InvokeCommand({ FunctionName: 'orders' }), ['function']],
  [new SFNClient(REGION), new StartExecutionCommand({ stateMachineArn }), ['stateMachine']],
  [new BedrockRuntimeClient(REGION), new InvokeModelCommand({ modelId: 'nova' }), ['modelId']],
]

/** Sends a command that is answered at once. */
function call(client: Client, command: unknown, answer?: Answer): Promise<unknown> {
  return answering(client, {}, answer).client.send(command as never)
}

/** The words that the calls of the table's services have, each beside its service. */
async function targets(): Promise<{ service: string; word: string }[]> {
  const found: { service: string; word: string }[] = []
  for (const [client, command, words] of TARGETS) {
    const { action, metadata } = only((await inRequest(() => call(client, command))).calls)
    const service = action.split(':')[1] ?? ''
    expect(Object.keys(metadata ?? {})).toEqual(expect.arrayContaining(words))
    found.push(...words.map((word) => ({ service, word })))
  }
  return found
}

function putStreamRecord(Data = Buffer.from('{}')) {
  return new PutStreamRecordCommand({ StreamName: 'orders', PartitionKey: '1', Data })
}

function putDeliveryRecord(Data = Buffer.from('{}')) {
  return new PutRecordCommand({ DeliveryStreamName: 'orders', Record: { Data } })
}

describe('the page on AWS clients', () => {
  it('shows the line that its client writes', async () => {
    const { store } = await loadSample(PAGE, 'traceClient')
    const handler = handlerOf([tracing({ service: 'shop' })], () =>
      store('cats/tabby.png', new Uint8Array(4)),
    )
    const context = {
      awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      functionName: 'shop-orders',
    }
    const { records } = await captureRecords(() => handler({}, context))
    expect(steady(records[1] ?? {})).toEqual(steady(JSON.parse(blocksOf(PAGE, 'json')[0] ?? '')))
  })

  it('shows a client of a Middy middleware, whose first look-up is a call', async () => {
    const { handler } = await loadSample(PAGE, 'awsClientCapture')
    const { records } = await captureRecords(async () => {
      await handler({}, { functionName: 'shop-orders' })
      await handler({}, { functionName: 'shop-orders' })
    })
    const calls = records.filter(({ phase }) => phase === 'call')
    expect(only(calls)).toMatchObject({ action: 'service:ssm:getParameters', result: 'success' })
    expect(only(calls).parentId).toBe(records[0]?.spanId)
  })

  it('is right that without `disablePrefetch` the client is not traced', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    const capture = vi.fn()
    ssm({ awsClientCapture: capture, fetchData: { apiKey: '/shop/api-key' } })
    expect(capture).not.toHaveBeenCalled()
    const [[warning] = []] = warn.mock.calls
    expect(sectionOf(PAGE, 'Clients that Middy makes')).toContain(`\`${warning}\``)
    warn.mockRestore()
  })

  it('lists the metadata of a call for each service', async () => {
    const rows = rowsOf(sectionOf(PAGE, 'What the record says'))
    const table = new Map(
      rows.flatMap(([services, members]) => names(services).map((name) => [name, members])),
    )
    const written = await targets()
    for (const { service, word } of written) expect(names(table.get(service))).toContain(word)
    expect([...table.keys()].sort()).toEqual(
      [...new Set(written.map(({ service }) => service))].sort(),
    )
    const [, always] = rows.find(([services]) => services === 'all') ?? []
    const { calls } = await inRequest(() => call(new DynamoDBClient(REGION), GET_ITEM, OK))
    expect(Object.keys(only(calls).metadata ?? {})).toEqual(['table', ...names(always)])
  })
})

describe('the metadata on the page', () => {
  it('includes all tables of a transaction', async () => {
    const TransactItems = ['orders', 'stock'].map((TableName) => ({
      Delete: { TableName, Key: {} },
    }))
    const command = new TransactWriteItemsCommand({ TransactItems })
    const { calls } = await inRequest(() => call(new DynamoDBClient(REGION), command))
    expect(only(calls).metadata?.table).toBe('orders,stock')
  })

  it('includes the tokens of a model’s answer, and the time to the first token of a stream', async () => {
    const [, row] = rowsOf(sectionOf(PAGE, 'What the record says')).find(
      ([services]) => services === '`bedrock`',
    ) ?? ['', '']
    const usage = { inputTokens: 3, outputTokens: 5 }
    const body = (async function* () {
      yield { contentBlockDelta: {} }
      yield { messageStop: { stopReason: 'end_turn' } }
      yield { metadata: { usage } }
    })()
    const command = new InvokeModelWithResponseStreamCommand({ modelId: 'nova' })
    const { calls } = await inRequest(async () => {
      const output = await call(new BedrockRuntimeClient(REGION), command, success({ body }))
      for await (const _event of (output as { body: AsyncIterable<unknown> }).body);
    })
    expect(only(calls).metadata).toMatchObject({ ...usage, stopReason: 'end_turn' })
    expect(Object.keys(only(calls).metadata ?? {})).toEqual(expect.arrayContaining(names(row)))
  })

  it('includes the service `bedrock`, and `invoke` as the operation of InvokeModel', async () => {
    const { client } = answering(new BedrockRuntimeClient(REGION), {})
    const { calls } = await inRequest(async () => {
      await client.send(new InvokeModelCommand({ modelId: 'nova' }) as never)
      await client.send(new InvokeModelWithResponseStreamCommand({ modelId: 'nova' }) as never)
    })
    expect(calls.map(({ action }) => action)).toEqual([
      'service:bedrock:invoke',
      'service:bedrock:invokeModelWithResponseStream',
    ])
  })
})

const failure = (name: string, httpStatusCode: number) =>
  Object.assign(new Error('refused'), { name, $metadata: { httpStatusCode } })
const success = (output: object, httpStatusCode = 200) => ({
  response: {},
  output: { $metadata: { httpStatusCode }, ...output },
})

/** The error of the SDK for a call that was aborted. */
function abortError(cause?: unknown): Error {
  return Object.assign(new Error('Request aborted', { cause }), { name: 'AbortError' })
}

/** What AWS answers with, by the words of the page. */
const ANSWERS: Readonly<Record<string, readonly Answer[]>> = {
  'a success, or 304': [success({}), failure('NotModified', 304)],
  'a throttle': [failure('ThrottlingException', 400), failure('SlowDown', 503)],
  'a condition that failed, 404 or 412': [
    failure('ConditionalCheckFailedException', 400),
    failure('NoSuchKey', 404),
    failure('PreconditionFailed', 412),
  ],
  "something that doesn't exist, by its name, such as `ParameterNotFound`; `NotAuthorizedException`":
    [
      failure('ParameterNotFound', 400),
      failure('ResourceNotFoundException', 400),
      failure('NotAuthorizedException', 400),
    ],
  'a batch that it took in part': [success({ FailedEntryCount: 1 })],
  'the failure of a function or an execution that the command waited for': [
    success({ FunctionError: 'Unhandled' }),
    success({ status: 'FAILED', error: 'Unhandled', billingDetails: {} }),
  ],
  'any other error': [failure('AccessDeniedException', 403), failure('InternalError', 500)],
  'nothing, since the caller aborted the call, also between retries': [abortError()],
  'nothing, since `AbortSignal.timeout` ended the call': [
    abortError(new DOMException('', 'TimeoutError')),
  ],
}

describe('the endings of calls on the page', () => {
  const rows = rowsOf(sectionOf(PAGE, 'How a call ends'))

  it('are listed for each answer', () => {
    expect(rows.map(([answer]) => answer)).toEqual(Object.keys(ANSWERS))
  })

  it.each(rows)('are right for %s', async (name, level, result, also = '') => {
    for (const answer of ANSWERS[name] ?? []) {
      const { calls } = await inRequest(() => call(new DynamoDBClient(REGION), GET_ITEM, answer))
      const record = only(calls)
      expect([record.level, record.result]).toEqual(names(`${level}${result}`))
      const [member] = names(also)
      if (member !== undefined) expect(memberOf(record, member)).toBeDefined()
      if (name === 'any other error') expect(record.error?.code).toBe((answer as Error).name)
    }
  })
})

function memberOf(record: TraceRecord, path: string): unknown {
  const [first = '', second = ''] = path.split('.')
  return (record as unknown as Record<string, Record<string, unknown>>)[first]?.[second]
}

const attribute = { DataType: 'String', StringValue: 'own' }
const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`own-${n}`, attribute]))

/** Each command that carries a trace, as the page names it, with the part of its input that may hold one. */
const CARRYING: Readonly<
  Record<string, { key: string; client: () => Client; command: () => unknown; at: string[] }>
> = {
  SendMessage: {
    key: 'sqs:sendMessage',
    client: () => new SQSClient(REGION),
    command: () => new SendMessageCommand({ QueueUrl, MessageBody: '{}' }),
    at: ['MessageAttributes'],
  },
  SendMessageBatch: {
    key: 'sqs:sendMessageBatch',
    client: () => new SQSClient(REGION),
    command: () =>
      new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody: '{}' }] }),
    at: ['Entries', '0', 'MessageAttributes'],
  },
  Publish: {
    key: 'sns:publish',
    client: () => new SNSClient(REGION),
    command: () => new PublishCommand({ TopicArn, Message: '{}' }),
    at: ['MessageAttributes'],
  },
  PublishBatch: {
    key: 'sns:publishBatch',
    client: () => new SNSClient(REGION),
    command: () =>
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [{ Id: '1', Message: '{}' }],
      }),
    at: ['PublishBatchRequestEntries', '0', 'MessageAttributes'],
  },
  PutEvents: {
    key: 'eventbridge:putEvents',
    client: () => new EventBridgeClient(REGION),
    command: () => new PutEventsCommand({ Entries: [{ Detail: '{}' }] }),
    at: ['Entries', '0', 'Detail'],
  },
  'StartExecution without name': {
    key: 'sfn:startExecution',
    client: () => new SFNClient(REGION),
    command: () => new StartExecutionCommand({ stateMachineArn, input: '{}' }),
    at: ['input'],
  },
  StartSyncExecution: {
    key: 'sfn:startSyncExecution',
    client: () => new SFNClient(REGION),
    command: () => new StartSyncExecutionCommand({ stateMachineArn, input: '{}' }),
    at: ['input'],
  },
  Invoke: {
    key: 'lambda:invoke',
    client: () => new LambdaClient(REGION),
    command: () => new InvokeCommand({ FunctionName: 'orders' }),
    at: ['ClientContext'],
  },
  InvokeWithResponseStream: {
    key: 'lambda:invokeWithResponseStream',
    client: () => new LambdaClient(REGION),
    command: () => new InvokeWithResponseStreamCommand({ FunctionName: 'orders' }),
    at: ['ClientContext'],
  },
  'StartExecution with name': {
    key: 'sfn:startExecution',
    client: () => new SFNClient(REGION),
    command: () => new StartExecutionCommand({ stateMachineArn, name: 'pay-17', input: '{}' }),
    at: ['input'],
  },
  "Invoke with InvocationType: 'Event'": {
    key: 'lambda:invoke',
    client: () => new LambdaClient(REGION),
    command: () =>
      new InvokeCommand({
        FunctionName: 'orders',
        InvocationType: 'Event',
        Payload: Buffer.from('{}'),
      }),
    at: ['Payload'],
  },
  'PutRecord to Kinesis': {
    key: 'kinesis:putRecord',
    client: () => new KinesisClient(REGION),
    command: putStreamRecord,
    at: ['Data'],
  },
  'PutRecords to Kinesis': {
    key: 'kinesis:putRecords',
    client: () => new KinesisClient(REGION),
    command: () =>
      new PutRecordsCommand({
        StreamName: 'orders',
        Records: [{ PartitionKey: '1', Data: Buffer.from('{}') }],
      }),
    at: ['Records', '0', 'Data'],
  },
  'PutRecord to Firehose': {
    key: 'firehose:putRecord',
    client: () => new FirehoseClient(REGION),
    command: putDeliveryRecord,
    at: ['Record', 'Data'],
  },
  'PutRecordBatch to Firehose': {
    key: 'firehose:putRecordBatch',
    client: () => new FirehoseClient(REGION),
    command: () =>
      new PutRecordBatchCommand({
        DeliveryStreamName: 'orders',
        Records: [{ Data: Buffer.from('{}') }],
      }),
    at: ['Records', '0', 'Data'],
  },
}
const NEEDS_PAYLOAD = /with name|'Event'|PutRecord/

describe('the carriers of a trace on the page', () => {
  const section = sectionOf(PAGE, 'Where the trace travels')
  const [always = '', ...rest] = section.split('With `traceClient(client, { payload: true })`')
  const payload = rest.join('')

  it('are listed for every command that carries a trace', () => {
    const folder = 'src/aws/carriers'
    const sources = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    const keys = sources.flatMap((text) => [...text.matchAll(/'(\w+:\w+)'/g)].map(([, key]) => key))
    const tested = Object.values(CARRYING).map(({ key }) => key)
    expect([...new Set(tested)].sort()).toEqual([...new Set(keys)].sort())
    for (const name of Object.keys(CARRYING)) {
      const table = NEEDS_PAYLOAD.test(name) ? payload : always
      expect(
        rowsOf(table)
          .map(([, commands]) => commands)
          .join(),
      ).toContain(`\`${/^\w+/.exec(name)?.[0]}\``)
    }
  })

  it.each(Object.entries(CARRYING))('are right for %s', async (name, { client, command, at }) => {
    const placeIn = async (options: object) => {
      const { client: traced, sent } = answering(client(), options)
      await inRequest(() => traced.send(command() as never))
      return textAt(sent[0], at)
    }
    expect(await placeIn({ payload: true })).toContain('traceparent')
    expect((await placeIn({})).includes('traceparent')).toBe(!NEEDS_PAYLOAD.test(name))
  })

  it('have the limit of attributes', async () => {
    const [, limit] = / (\d+) attributes a message/.exec(always) ?? []
    const { client, sent } = answering(new SQSClient(REGION), {})
    const MessageAttributes = attributes(Number(limit) - 1)
    await inRequest(async () => {
      await client.send(
        new SendMessageCommand({ QueueUrl, MessageBody: '', MessageAttributes }) as never,
      )
    })
    expect(Object.keys(sent[0]?.MessageAttributes as object)).toEqual([
      ...Object.keys(MessageAttributes),
      'traceparent',
    ])
  })

  it('have the limit of the client context', async () => {
    const [, limit = ''] = /([\d,]+) bytes of base64/.exec(always) ?? []
    const sizes: number[] = []
    for (let length = 2_200; length < 2_600; length += 3) {
      const { client, sent } = answering(new LambdaClient(REGION), {})
      const custom = { text: 'x'.repeat(length) }
      const ClientContext = Buffer.from(JSON.stringify({ custom })).toString('base64')
      await inRequest(() =>
        client.send(new InvokeCommand({ FunctionName: 'orders', ClientContext }) as never),
      )
      sizes.push(String(sent[0]?.ClientContext).length)
    }
    const max = Number(limit.replace(',', ''))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(max)
    expect(Math.max(...sizes)).toBeGreaterThan(max - 8)
  })

  it('list the fields in their order, in which the last is left out first', async () => {
    const [order = ''] = /`traceparent` comes first.+$/m.exec(section) ?? []
    const { client, sent } = answering(new SQSClient(REGION), {})
    const headers = {
      'x-trace-id': 'checkout-17',
      traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
      tracestate: 'vendor=value',
    }
    const command = () => new SendMessageCommand({ QueueUrl, MessageBody: '' })
    await inRequest(() => client.send(command() as never), events.httpApi({ headers }))
    expect(Object.keys(sent[0]?.MessageAttributes as object)).toEqual(names(order))
  })

  it.each(['256 KB', '1 MB', '4 MB', '5 MB', '6 MB', '10 MB'])(
    'have the size limit of %s, near which nothing is added',
    async (limit) => {
      expect(section).toContain(limit)
      const [amount, unit] = limit.split(' ')
      const bytes = Number(amount) * 1024 ** (unit === 'MB' ? 2 : 1)
      const added = async (size: number) => {
        const { client, sent } = answering(new SQSClient(REGION), {})
        const MessageBody = 'x'.repeat(size)
        await inRequest(() =>
          client.send(new SendMessageCommand({ QueueUrl, MessageBody }) as never),
        )
        return sent[0]?.MessageAttributes !== undefined
      }
      expect([await added(bytes), await added(bytes + 17 * 1024)]).toEqual([false, true])
    },
  )
})

/** The text at a place in an input: of bytes and base64 what they hold. */
function textAt(input: unknown, path: readonly string[]): string {
  const value = path.reduce<unknown>((at, name) => (at as Input | undefined)?.[name], input)
  if (value instanceof Uint8Array) return Buffer.from(value).toString()
  if (typeof value !== 'string') return JSON.stringify(value ?? '')
  return path.at(-1) === 'ClientContext' ? Buffer.from(value, 'base64').toString() : value
}
