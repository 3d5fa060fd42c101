import {
  BatchExecuteStatementCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDB,
  DynamoDBClient,
  PutItemCommand,
  paginateListTables,
  TransactWriteItemsCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { DescribeExecutionCommand, SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  PutCommand,
} from '@aws-sdk/lib-dynamodb'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDynamoDb } from '../../local/stand-ins/dynamodb.ts'
import { startS3 } from '../../local/stand-ins/s3.ts'
import type { StandIn } from '../../local/stand-ins/stand-in.ts'
import { traceClient } from '../../src/aws/index.ts'
import { currentTrace } from '../../src/index.ts'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, lambdaContext } from '../middy/invocation.ts'
import { inRequest, only } from './request.ts'
import { optionsFor, startWire } from './wire.ts'

let s3: S3Client
let dynamoDb: DynamoDBClient
let standIns: StandIn[]
const target = { Bucket: 'pictures', Key: 'cats/tabby.png' }
const table = { TableName: 'jobs' }

beforeAll(async () => {
  standIns = await Promise.all([startS3(), startDynamoDb()])
  const [s3Url = '', dynamoDbUrl = ''] = standIns.map(({ url }) => url)
  s3 = traceClient(new S3Client(optionsFor(s3Url)))
  dynamoDb = traceClient(new DynamoDBClient(optionsFor(dynamoDbUrl)))
  await captureRecords(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: target.Bucket }))
    await dynamoDb.send(
      new CreateTableCommand({
        ...table,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
  })
})
afterAll(async () => {
  s3.destroy()
  dynamoDb.destroy()
  await Promise.all(standIns.map(({ stop }) => stop()))
})

const putObject = () => s3.send(new PutObjectCommand({ ...target, Body: 'secret picture' }))

describe('a command', () => {
  it('is a call of the request, with its target and AWS’s metadata', async () => {
    const { calls, start, value } = await inRequest(putObject)
    expect(only(calls)).toMatchObject({
      level: 'info',
      message: 'Service call - S3',
      action: 'service:s3:putObject',
      traceId: start.traceId,
      parentId: start.spanId,
      duration: expect.any(Number),
      result: 'success',
    })
    expect(only(calls).metadata).toEqual({
      statusCode: 200,
      awsRequestId: value.$metadata.requestId,
      attempts: 1,
      region: 'eu-west-1',
      bucket: 'pictures',
      key: 'cats/tabby.png',
    })
  })

  it('writes the same record as trace.call(), plus what only the client knows', async () => {
    const plain = new S3Client(optionsFor(standIns[0]?.url ?? ''))
    const command = () => plain.send(new HeadObjectCommand({ ...target, Key: 'none' }))
    const byHand = await inRequest(() => currentTrace().call('s3', 'headObject', command))
    traceClient(plain)
    const traced = await inRequest(command)
    const steady = ({ calls }: typeof traced) => {
      const { timestamp, traceId, spanId, parentId, duration, requestId, ...same } = only(calls)
      const { awsRequestId, region, bucket, key, ...metadata } = same.metadata ?? {}
      return { ...same, metadata, error: { ...same.error, stack: '' } }
    }
    expect(steady(traced)).toEqual(steady(byHand))
    plain.destroy()
  })

  it('writes nothing of a body or an item', async () => {
    const { calls } = await inRequest(async () => {
      await putObject()
      await dynamoDb.send(new PutItemCommand({ ...table, Item: { id: { S: 'secret id' } } }))
    })
    expect(calls).toHaveLength(2)
    expect(JSON.stringify(calls)).not.toContain('secret')
  })

  it('is a child of the running step, and the parent of what the client runs', async () => {
    const client = new S3Client({
      ...optionsFor(standIns[0]?.url ?? ''),
      credentials: async () => {
        currentTrace().info('credentials are read')
        return { accessKeyId: 'local', secretAccessKey: 'local' }
      },
    })
    const { calls, records } = await inRequest(() =>
      currentTrace().hop('store', () =>
        traceClient(client).send(new PutObjectCommand({ ...target, Body: 'x' })),
      ),
    )
    const hop = records.find(({ hopName }) => hopName === 'store')
    const log = records.find(({ message }) => message === 'credentials are read')
    expect(only(calls).parentId).toBe(hop?.spanId)
    expect(log?.spanId).toBe(only(calls).spanId)
    client.destroy()
  })

  it.each(['https://a.example/b.png', 'arn:aws:s3:::pictures/b.png'])(
    'writes a key unchanged: %s',
    async (Key) => {
      const { calls } = await inRequest(() =>
        s3.send(new PutObjectCommand({ ...target, Key, Body: 'x' })),
      )
      expect(only(calls).metadata?.key).toBe(Key)
    },
  )

  it('writes a name unchanged that is neither an ARN nor a URL', async () => {
    const wire = await startWire()
    const client = traceClient(new DynamoDBClient(wire.options))
    const TableName = 'copy of https://a.example/jobs'
    const { calls } = await inRequest(() =>
      client.send(new PutItemCommand({ TableName, Item: {} })),
    )
    expect(only(calls).metadata?.table).toBe(TableName)
    await wire.stop()
  })

  it('has the right parent among parallel commands', async () => {
    const { records } = await inRequest(() =>
      Promise.all(
        Array.from({ length: 10 }, (_, n) => currentTrace().hop(`store-${n}`, () => putObject())),
      ),
    )
    const hops = records.filter(({ phase }) => phase === 'hop').map(({ spanId }) => spanId)
    const parents = records.filter(({ phase }) => phase === 'call').map(({ parentId }) => parentId)
    expect(hops).toHaveLength(10)
    expect(parents.sort()).toEqual(hops.sort())
  })

  it('writes a record without ids outside of a request', async () => {
    const { value, records } = await captureRecords(putObject)
    expect(value?.$metadata.httpStatusCode).toBe(200)
    expect(only(records)).toMatchObject({ action: 'service:s3:putObject', result: 'success' })
    expect(only(records)).not.toHaveProperty('traceId')
  })

  it('writes no record if its URL is only presigned', async () => {
    const { value, records } = await inRequest(() => getSignedUrl(s3, new GetObjectCommand(target)))
    expect(value).toContain('X-Amz-Signature')
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })

  it('works with a callback', async () => {
    const { calls, value } = await inRequest(
      () =>
        new Promise((resolve) =>
          s3.send(new PutObjectCommand({ ...target, Body: 'x' }), (_error, output) =>
            resolve(output),
          ),
        ),
    )
    expect(value).toHaveProperty('$metadata')
    expect(calls).toHaveLength(1)
  })
})

describe('50 parallel invocations with 10 parallel calls each', () => {
  it('have each call below its own invocation', async () => {
    const wire = await startWire()
    const client = traceClient(new DynamoDBClient(wire.options))
    const handler = handlerOf([tracing()], () =>
      Promise.all(
        Array.from({ length: 10 }, () => client.send(new PutItemCommand({ ...table, Item: {} }))),
      ),
    )
    const { records } = await captureRecords(() =>
      Promise.all(Array.from({ length: 50 }, () => handler({}, lambdaContext()))),
    )
    const calls = records.filter(({ phase }) => phase === 'call')
    const requests = records.filter(({ phase }) => phase === 'complete')
    expect([requests.length, calls.length]).toEqual([50, 500])
    for (const { spanId, traceId } of requests) {
      const own = calls.filter(({ parentId }) => parentId === spanId)
      expect(own.map((call) => call.traceId)).toEqual(Array(10).fill(traceId))
    }
    expect(new Set(calls.map(({ spanId }) => spanId)).size).toBe(500)
    await wire.stop()
  })
})

describe('traceClient', () => {
  it('returns the same client, of the same type', () => {
    const client = new DynamoDB(optionsFor('http://127.0.0.1:9'))
    const traced: DynamoDB = traceClient(client)
    expect(traced).toBe(client)
  })

  it('writes one record if a client is traced twice, also as a document client', async () => {
    const documents = traceClient(DynamoDBDocumentClient.from(traceClient(dynamoDb)))
    const { calls } = await inRequest(() =>
      documents.send(new PutCommand({ ...table, Item: { id: '1' } })),
    )
    expect(only(calls)).toMatchObject({
      message: 'Service call - DynamoDB',
      action: 'service:dynamodb:putItem',
      metadata: { table: 'jobs', statusCode: 200, attempts: 1 },
    })
  })

  it('names the tables of a batch', async () => {
    const documents = DynamoDBDocumentClient.from(dynamoDb)
    const { calls } = await inRequest(() =>
      documents.send(new BatchGetCommand({ RequestItems: { jobs: { Keys: [{ id: '1' }] } } })),
    )
    expect(only(calls).metadata?.table).toBe('jobs')
  })

  it('leaves paginators, waiters and destroy() working', async () => {
    const { calls, error } = await inRequest(async () => {
      for await (const { TableNames } of paginateListTables({ client: dynamoDb }, {}))
        expect(TableNames).toEqual(['jobs'])
      await waitUntilTableExists({ client: dynamoDb, maxWaitTime: 30 }, table)
      dynamoDb.destroy()
    })
    expect(error).toBeUndefined()
    expect(calls.map(({ action }) => action)).toEqual([
      'service:dynamodb:listTables',
      'service:dynamodb:describeTable',
    ])
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'object'],
    [{ config: {} }, 'object'],
    ['s3', 'string'],
  ])('throws a TypeError for %j', (client, type) => {
    expect(() => traceClient(client as never)).toThrow(
      new TypeError(`hoptrace: traceClient takes a client of the AWS SDK v3, got ${type}`),
    )
  })

  it('throws for unknown options and wrong types', () => {
    const setUp = (options: object) => () => traceClient(s3, options)
    expect(setUp({ other: 1 })).toThrow("unknown option 'other'; known are payload")
    expect(setUp({ payload: 'yes' })).toThrow("option 'payload' must be true or false, got 'yes'")
  })
})

describe('the outcome of a call', () => {
  it('is a warning for a failed condition, with the SDK’s own error', async () => {
    const { calls, error } = await inRequest(() =>
      dynamoDb.send(
        new PutItemCommand({
          ...table,
          Item: { id: { S: '1' } },
          ConditionExpression: 'attribute_exists(nothing)',
        }),
      ),
    )
    expect(error).toBeInstanceOf(ConditionalCheckFailedException)
    expect(only(calls)).toMatchObject({
      level: 'warn',
      result: 'error',
      error: { code: 'ConditionalCheckFailedException' },
      metadata: { statusCode: 400, attempts: 1, table: 'jobs' },
    })
  })

  it('is a warning if the object does not exist', async () => {
    const { calls } = await inRequest(() => s3.send(new GetObjectCommand({ ...target, Key: 'no' })))
    expect(only(calls)).toMatchObject({ level: 'warn', error: { code: 'NoSuchKey' } })
    expect(only(calls).metadata?.statusCode).toBe(404)
  })

  it('is a success if the caller has the object already (304)', async () => {
    const wire = await startWire(() => ({ status: 304, body: '' }))
    const client = traceClient(new S3Client(wire.options))
    const { calls, error } = await inRequest(() =>
      client.send(new GetObjectCommand({ ...target, IfNoneMatch: '"etag"' })),
    )
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 304 } })
    expect(only(calls)).toMatchObject({
      level: 'info',
      result: 'success',
      metadata: { statusCode: 304, key: target.Key },
    })
    expect(only(calls)).not.toHaveProperty('error')
    await wire.stop()
    const failing = handlerOf([tracing()], () =>
      eachRecord(events.sqs(), () => Promise.reject(error)),
    )
    const { records } = await captureRecords(() => failing({}, lambdaContext()))
    const record = records.find(({ message }) => message === 'Record error')
    expect(record).toMatchObject({ level: 'error', result: 'error' })
  })

  it.each([
    [['None', 'ConditionalCheckFailed'], 'warn', undefined],
    [['None', 'ThrottlingError'], 'warn', true],
    [['ProvisionedThroughputExceeded', 'ConditionalCheckFailed'], 'warn', true],
    [['TransactionConflict', 'None'], 'error', undefined],
    [['ThrottlingError', 'ValidationError'], 'error', undefined],
  ])(
    'is judged by the reasons that cancelled a transaction: %j',
    async (codes, level, throttle) => {
      const CancellationReasons = codes.map((Code) => ({ Code }))
      const body = JSON.stringify({ __type: 'TransactionCanceledException', CancellationReasons })
      const wire = await startWire(() => ({ status: 400, body }))
      const client = traceClient(new DynamoDBClient(wire.options))
      const { calls } = await inRequest(() =>
        client.send(new TransactWriteItemsCommand({ TransactItems: [] })),
      )
      expect(only(calls)).toMatchObject({ level, error: { code: 'TransactionCanceledException' } })
      expect(only(calls).metadata?.throttle).toBe(throttle)
      await wire.stop()
    },
  )

  it.each([
    ['ThrottlingException', 400],
    ['ProvisionedThroughputExceededException', 400],
    ['RequestLimitExceeded', 503],
    ['KMSThrottlingException', 400],
    ['KmsThrottled', 400],
    ['PriorRequestNotComplete', 400],
    ['TransactionInProgressException', 400],
    ['Unheard', 429],
  ])('is a throttle: %s with %i', async (code, status) => {
    const { call } = await refusedWith(status, code)
    expect(call).toMatchObject({ level: 'warn', result: 'error', error: { code } })
    expect(call.metadata).toMatchObject({ throttle: true, statusCode: status, attempts: 1 })
  })

  it.each([
    ['ValidationException', 400],
    ['AccessDeniedException', 403],
    ['InternalServerError', 500],
  ])('is an error: %s with %i', async (code, status) => {
    const { call } = await refusedWith(status, code)
    expect(call).toMatchObject({ level: 'error', result: 'error', error: { code } })
    expect(call.metadata).not.toHaveProperty('throttle')
  })

  it('is a success if a retry succeeds, with the number of attempts', async () => {
    let left = 2
    const wire = await startWire(() => (left-- > 0 ? { status: 500 } : {}))
    const client = traceClient(new DynamoDBClient(wire.options))
    const { calls } = await inRequest(() => client.send(new PutItemCommand({ ...table, Item: {} })))
    expect(only(calls)).toMatchObject({ result: 'success', metadata: { attempts: 3 } })
    expect(wire.requests).toHaveLength(3)
    await wire.stop()
  })

  it.each([
    [
      'items of a batch',
      '{"UnprocessedItems":{"jobs":[{"DeleteRequest":{"Key":{"id":{"S":"1"}}}}]}}',
      1,
    ],
    ['no item of a batch', '{"UnprocessedItems":{}}', undefined],
  ])(
    'counts %s that DynamoDB did not process as failed records',
    async (_what, body, failedRecords) => {
      const wire = await startWire(() => ({ body }))
      const documents = DynamoDBDocumentClient.from(traceClient(new DynamoDBClient(wire.options)))
      const RequestItems = { jobs: [{ DeleteRequest: { Key: { id: '1' } } }] }
      const { calls } = await inRequest(() =>
        documents.send(new BatchWriteCommand({ RequestItems })),
      )
      expect(only(calls).result).toBe(failedRecords ? 'partial' : 'success')
      expect(only(calls).metadata?.failedRecords).toBe(failedRecords)
      await wire.stop()
    },
  )

  it.each([
    ['[{"TableName":"jobs"},{"Error":{"Code":"ConditionalCheckFailed"}},{"Error":{}}]', 2],
    ['[{"TableName":"jobs"},{"TableName":"jobs","Item":{"Error":{"S":"none"}}}]', undefined],
  ])('counts failed statements of a batch: %s', async (responses, failedRecords) => {
    const wire = await startWire(() => ({ body: `{"Responses":${responses}}` }))
    const client = traceClient(new DynamoDBClient(wire.options))
    const Statements = [{ Statement: 'SELECT * FROM jobs' }]
    const { calls } = await inRequest(() =>
      client.send(new BatchExecuteStatementCommand({ Statements })),
    )
    expect(only(calls).result).toBe(failedRecords ? 'partial' : 'success')
    expect(only(calls).metadata?.failedRecords).toBe(failedRecords)
    await wire.stop()
  })

  it('counts an object that S3 did not delete as a failed record', async () => {
    const body =
      '<DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>AccessDenied</Code></Error></DeleteResult>'
    const wire = await startWire(() => ({ headers: { 'content-type': 'application/xml' }, body }))
    const client = traceClient(new S3Client(wire.options))
    const Delete = { Objects: [{ Key: 'a' }, { Key: 'b' }] }
    const { calls } = await inRequest(() =>
      client.send(new DeleteObjectsCommand({ Bucket: 'pictures', Delete })),
    )
    expect(only(calls)).toMatchObject({
      level: 'warn',
      result: 'partial',
      metadata: { failedRecords: 1 },
    })
    await wire.stop()
  })

  it.each([
    ['', { billingDetails: {} }],
    [' and says nothing of its price', {}],
  ])('is an error if the execution that it waited for failed%s', async (_what, members) => {
    const answer = { executionArn: 'arn', status: 'FAILED', error: 'Declined', cause: 'secret' }
    const body = JSON.stringify({ ...answer, startDate: 1, stopDate: 2, ...members })
    const wire = await startWire(() => ({ body }))
    const client = traceClient(new SFNClient({ ...wire.options, disableHostPrefix: true }))
    const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:pay'
    const { calls } = await inRequest(() =>
      client.send(new StartSyncExecutionCommand({ stateMachineArn })),
    )
    expect(only(calls)).toMatchObject({ result: 'error', error: { code: 'Declined' } })
    expect(JSON.stringify(calls)).not.toContain('secret')
    await wire.stop()
  })

  it('is a success if it asks for an execution that failed', async () => {
    const wire = await startWire(() => ({ body: '{"executionArn":"arn","status":"FAILED"}' }))
    const client = traceClient(new SFNClient(wire.options))
    const { calls } = await inRequest(() =>
      client.send(new DescribeExecutionCommand({ executionArn: 'arn' })),
    )
    expect(only(calls)).toMatchObject({
      message: 'Service call - Step Functions',
      result: 'success',
    })
    await wire.stop()
  })

  it('is an error with the attempts if the network fails', async () => {
    const wire = await startWire()
    await wire.stop()
    const client = traceClient(new DynamoDBClient({ ...wire.options, maxAttempts: 1 }))
    const { calls, error } = await inRequest(() =>
      client.send(new PutItemCommand({ ...table, Item: {} })),
    )
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
    expect(only(calls)).toMatchObject({
      level: 'error',
      error: { code: 'ECONNREFUSED' },
      metadata: { attempts: 1, region: 'eu-west-1' },
    })
  })

  it('is the same error as of an untraced client if nothing is sent', async () => {
    const client = (region: string) => new S3Client({ ...optionsFor('http://127.0.0.1:9'), region })
    const send = (s3: S3Client) => s3.send(new GetObjectCommand({ Bucket: 'pictures' } as never))
    const untraced = await send(client('eu-west-1')).catch((error) => error)
    const { error, calls } = await inRequest(() => send(traceClient(client('eu-west-1'))))
    expect(error).toEqual(untraced)
    expect(only(calls)).toMatchObject({ level: 'error', metadata: { bucket: 'pictures' } })
  })
})

it('a call names the region even if the client finds it only for a later command', async () => {
  const wire = await startWire()
  let asked = 0
  const region = async () => {
    asked += 1
    if (asked === 1) throw new Error('no region yet')
    return 'eu-west-1'
  }
  const client = traceClient(new DynamoDBClient({ ...wire.options, region }))
  const { calls } = await inRequest(async () => {
    const put = () => client.send(new PutItemCommand({ ...table, Item: {} }))
    await put().catch(() => undefined)
    await put()
    await put()
  })
  await wire.stop()
  expect(calls.at(-1)?.metadata).toMatchObject({ region: 'eu-west-1' })
})

/** Returns the record of a call that AWS refuses. */
async function refusedWith(status: number, code: string) {
  const body = JSON.stringify({ __type: code, message: 'refused' })
  const wire = await startWire(() => ({ status, body }))
  const client = traceClient(new DynamoDBClient({ ...wire.options, maxAttempts: 1 }))
  const { calls, error } = await inRequest(() =>
    client.send(new PutItemCommand({ ...table, Item: {} })),
  )
  expect(error).toMatchObject({ name: code })
  await wire.stop()
  return { call: only(calls) }
}
