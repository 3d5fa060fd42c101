import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetObjectCommand, PutObjectCommand, S3, S3Client } from '@aws-sdk/client-s3'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { invoke, lambdaContext } from '../middy/invocation.ts'
import { inRequest, only } from './request.ts'
import { startWire } from './wire.ts'

const REGION = { region: 'eu-west-1' }
const message = {
  QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders',
  MessageBody: '{"orderId":"7"}',
}
const answer = { MessageId: 'message-1', $metadata: { httpStatusCode: 200, attempts: 1 } }

const mocks: { restore(): void }[] = []
function mocked<T extends { restore(): void }>(mock: T): T {
  mocks.push(mock)
  return mock
}
afterEach(() => {
  for (const mock of mocks.splice(0)) mock.restore()
})

describe('a mocked client', () => {
  it.each<[string, () => [SQSClient, AwsClientStub<SQSClient>]]>([
    [
      'whose class is mocked before it is traced',
      () => {
        const mock = mocked(mockClient(SQSClient))
        return [traceClient(new SQSClient(REGION)), mock]
      },
    ],
    [
      'whose class is mocked after it is traced',
      () => {
        const client = traceClient(new SQSClient(REGION))
        return [client, mocked(mockClient(SQSClient))]
      },
    ],
    [
      'that is mocked itself before it is traced',
      () => {
        const client = new SQSClient(REGION)
        const mock = mocked(mockClient(client))
        return [traceClient(client), mock]
      },
    ],
    [
      'that is mocked itself after it is traced, and traced again',
      () => {
        const client = traceClient(new SQSClient(REGION))
        const mock = mocked(mockClient(client))
        return [traceClient(client), mock]
      },
    ],
    [
      'that is traced twice',
      () => {
        const mock = mocked(mockClient(SQSClient))
        return [traceClient(traceClient(new SQSClient(REGION))), mock]
      },
    ],
  ])('writes the record of a real answer: one %s', async (_name, make) => {
    const [client, mock] = make()
    mock.on(SendMessageCommand).resolves(answer)
    const { value, calls, start } = await inRequest(() =>
      client.send(new SendMessageCommand(message)),
    )
    expect(value).toBe(answer)
    expect(only(calls)).toMatchObject({
      action: 'service:sqs:sendMessage',
      level: 'info',
      result: 'success',
      parentId: start.spanId,
      metadata: { queue: 'orders', region: 'eu-west-1', statusCode: 200, attempts: 1 },
    })
    const sent = mock.commandCalls(SendMessageCommand)[0]?.args[0].input
    expect(sent?.MessageAttributes?.traceparent?.StringValue).toContain(only(calls).spanId)
    expect(message).not.toHaveProperty('MessageAttributes')
  })

  it.each([200, 404, 503])('writes the same record as over HTTP: a %i', async (status) => {
    const wire = await startWire(() => ({ status }))
    const client = traceClient(new S3Client({ ...wire.options, maxAttempts: 1 }))
    const send = () => client.send(new PutObjectCommand({ Bucket: 'pictures', Key: 'a.png' }))
    const real = await inRequest(send)
    await wire.stop()
    const mock = mocked(mockClient(S3Client))
    if (real.error === undefined) mock.resolves(real.value)
    else mock.rejects(real.error as Error)
    const fake = await inRequest(send)
    const steady = ({ calls }: typeof real) => {
      const { timestamp, traceId, spanId, parentId, duration, requestId, ...rest } = only(calls)
      return rest
    }
    expect(steady(fake)).toEqual(steady(real))
    expect(only(fake.calls).metadata?.statusCode).toBe(status)
    expect(mock.calls()).toHaveLength(1)
  })
})

describe('a mock of a traced client', () => {
  const client = traceClient(new S3Client(REGION))
  const target = { Bucket: 'pictures', Key: 'a.png' }
  const get = () => client.send(new GetObjectCommand(target))
  const put = () => client.send(new PutObjectCommand(target))

  it('answers by command and by input', async () => {
    const mock = mocked(mockClient(S3Client))
    mock.on(GetObjectCommand, { Key: 'a.png' }).resolves({ ETag: 'got' })
    mock.on(PutObjectCommand).resolvesOnce({ ETag: 'one' }).resolvesOnce({ ETag: 'two' })
    const { value, calls } = await inRequest(async () => [await get(), await put(), await put()])
    expect(value.map(({ ETag }) => ETag)).toEqual(['got', 'one', 'two'])
    expect(calls.map(({ action }) => action)).toEqual([
      'service:s3:getObject',
      'service:s3:putObject',
      'service:s3:putObject',
    ])
    expect(mock.commandCalls(PutObjectCommand)).toHaveLength(2)
  })

  it('fails with its own error', async () => {
    const failure = Object.assign(new Error('Slow down'), {
      name: 'SlowDown',
      $metadata: { httpStatusCode: 503, attempts: 3 },
    })
    mocked(mockClient(S3Client)).on(PutObjectCommand).rejects(failure)
    const { error, calls } = await inRequest(put)
    expect(error).toBe(failure)
    expect(only(calls)).toMatchObject({
      level: 'warn',
      result: 'error',
      error: { code: 'SlowDown', message: 'Slow down' },
      metadata: { bucket: 'pictures', throttle: true, attempts: 3 },
    })
  })

  it('is judged as AWS is, also without AWS’s metadata', async () => {
    const lambda = traceClient(new LambdaClient(REGION))
    const mock = mocked(mockClient(LambdaClient))
    const failed = { FunctionError: 'Unhandled' }
    const error = Object.freeze(Object.assign(new Error('Gone'), { name: 'Gone' }))
    mock.resolvesOnce(failed).rejectsOnce({ name: 'TooManyRequestsException' }).rejects(error)
    const invoke = () => lambda.send(new InvokeCommand({ FunctionName: 'orders' }))
    const first = await inRequest(invoke)
    expect(first.value).toBe(failed)
    expect(only(first.calls).error?.code).toBe('Unhandled')
    const second = await inRequest(invoke)
    expect(only(second.calls)).toMatchObject({
      error: { code: 'TooManyRequestsException' },
      metadata: { throttle: true },
    })
    expect((await inRequest(invoke)).error).toBe(error)
  })

  it('is asked with the client, within the call', async () => {
    const mock = mocked(mockClient(S3Client))
    let seen: unknown
    mock.on(GetObjectCommand).callsFake((input, getClient) => {
      currentTrace().info('inside')
      seen = getClient()
      return { ETag: input.Key }
    })
    const { value, calls, records } = await inRequest(get)
    expect(value).toEqual({ ETag: 'a.png' })
    expect(seen).toBe(client)
    const inside = records.find(({ message }) => message === 'inside')
    expect(inside?.spanId).toBe(only(calls).spanId)
  })

  it('is traced after reset() too, and gives no answer then', async () => {
    const mock = mocked(mockClient(S3Client))
    mock.resolves({ ETag: 'before' })
    mock.reset()
    const { value, calls } = await inRequest(put)
    expect(value).toBeUndefined()
    expect(only(calls)).toMatchObject({ result: 'success', metadata: { key: 'a.png' } })
    expect(mock.calls()).toHaveLength(1)
  })

  it('leaves the client as it was after restore()', async () => {
    const wire = await startWire()
    const other = new S3Client(wire.options)
    const mock = mockClient(other)
    traceClient(other)
    mock.restore()
    const { calls } = await inRequest(() => other.send(new PutObjectCommand(target)))
    await wire.stop()
    expect(wire.requests).toHaveLength(1)
    expect(only(calls)).toMatchObject({ action: 'service:s3:putObject', result: 'success' })
  })

  it('answers the methods of a client and a callback', async () => {
    mocked(mockClient(S3)).resolves({ ETag: 'one' })
    const s3 = traceClient(new S3(REGION))
    const { value, calls } = await inRequest(() => s3.putObject(target))
    expect(value).toEqual({ ETag: 'one' })
    expect(only(calls).action).toBe('service:s3:putObject')
    const { calls: called } = await inRequest(() => s3.putObject(target, () => undefined))
    expect(only(called).action).toBe('service:s3:putObject')
  })

  it('is also one of Vitest', async () => {
    const send = vi.spyOn(S3Client.prototype, 'send')
    mocks.push({ restore: () => send.mockRestore() })
    send.mockResolvedValue({ ETag: 'one' } as never)
    const { value, calls } = await inRequest(put)
    expect(value).toEqual({ ETag: 'one' })
    expect(only(calls).action).toBe('service:s3:putObject')
  })
})

describe('a mock of a document client', () => {
  it('is traced as the command that is sent to DynamoDB', async () => {
    const client = traceClient(DynamoDBDocumentClient.from(new DynamoDBClient(REGION)))
    const mock = mocked(mockClient(DynamoDBDocumentClient))
    mock.on(GetCommand).resolves({ Item: { orderId: '7' } })
    const { value, calls } = await inRequest(() =>
      client.send(new GetCommand({ TableName: 'orders', Key: { orderId: '7' } })),
    )
    expect(value.Item).toEqual({ orderId: '7' })
    expect(only(calls)).toMatchObject({
      action: 'service:dynamodb:getItem',
      metadata: { table: 'orders' },
    })
  })
})

describe('a mocked input', () => {
  it('continues the trace in the function that gets it', async () => {
    const client = traceClient(new EventBridgeClient(REGION))
    const mock = mocked(mockClient(EventBridgeClient))
    const Entries = [{ Source: 'shop', DetailType: 'Order placed', Detail: '{"orderId":"7"}' }]
    const { calls } = await inRequest(() => client.send(new PutEventsCommand({ Entries })))
    const [sent] = mock.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? []
    const event = events.eventBridge({ body: JSON.parse(sent?.Detail ?? '') })
    const { start } = await invoke([tracing()], () => undefined, event, lambdaContext())
    const { traceId, spanId } = only(calls)
    expect(start).toMatchObject({ traceId, parentId: spanId })
  })
})
