import * as conventions from '@opentelemetry/semantic-conventions/incubating'
import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { otlp } from '../../src/otlp/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { rowsOf, sectionOf } from '../docs/page.ts'
import { handlerOf, lambdaContext } from '../middy/invocation.ts'
import { plain, startCollector } from './collector.ts'

const NAMES = new Set<unknown>(
  Object.entries(conventions).flatMap(([name, value]) => (name.startsWith('ATTR_') ? [value] : [])),
)
/** Deprecated in 1.45.0, or moved elsewhere under another name. */
const OLD =
  /^(messaging\.system|rpc\.(system|service)|enduser\.id|gen_ai\.system|faas\.invocation_id|http\.url)$/
/** Names of hoptrace's own, and of the user's metadata, which have no dot. */
const OWN = /^hoptrace\.|^[^.]+$/

async function attributesOf(handle: () => unknown, event: unknown = {}) {
  const collector = await startCollector()
  const exporters = [otlp({ endpoint: collector.url })]
  const options = { service: 'shop', exporters, flushTimeoutMs: 60_000 }
  const handler = handlerOf([tracing(options)], handle)
  await captureRecords(() => handler(event, lambdaContext({ functionName: 'shop-orders' })))
  return collector.spans().map(({ name, attributes }) => ({ name, ...plain(attributes) }))
}

const call = (service: string, operation: string, metadata: object) => () =>
  currentTrace().call(service, operation, () => 1, { ...metadata })

describe('the attributes of a span', () => {
  it.each<[string, () => unknown, unknown, object]>([
    [
      'an HTTP request',
      () => {
        currentTrace().set({ plan: 'pro', userId: 'u1' })
        return { statusCode: 404, body: '{}' }
      },
      events.httpApi(),
      {
        'http.request.method': 'GET',
        'http.route': '/orders/{id}',
        'http.response.status_code': 404,
        'error.type': 'NOT_FOUND',
        'faas.trigger': 'http',
        'user.id': 'u1',
        plan: 'pro',
      },
    ],
    [
      'a batch of SQS',
      () => ({ batchItemFailures: [] }),
      events.sqs({ body: '{}' }),
      {
        'messaging.batch.message_count': 1,
        'faas.trigger': 'pubsub',
        'faas.invocation.id': expect.any(String),
        'faas.coldstart': expect.any(Boolean),
      },
    ],
    [
      'a call of S3',
      call('s3', 'putObject', {
        bucket: 'b',
        key: 'k',
        region: 'eu-central-1',
        awsRequestId: 'r',
        attempts: 3,
        statusCode: 200,
      }),
      {},
      {
        name: 'S3 putObject',
        'aws.s3.bucket': 'b',
        'aws.s3.key': 'k',
        'cloud.region': 'eu-central-1',
        'aws.request_id': 'r',
        'rpc.system.name': 'aws-api',
        'rpc.method': 'S3/PutObject',
        'http.request.resend_count': 2,
        'http.response.status_code': 200,
      },
    ],
    [
      'a call of DynamoDB',
      call('dynamodb', 'getItem', { table: 'jobs,users', region: 'eu-central-1' }),
      {},
      {
        'aws.dynamodb.table_names': ['jobs', 'users'],
        'db.system.name': 'aws.dynamodb',
        'db.operation.name': 'getItem',
      },
    ],
    [
      'a call of SQS',
      call('sqs', 'sendMessage', { queue: 'jobs', region: 'eu-central-1' }),
      {},
      {
        'messaging.system.name': 'aws.sqs',
        'messaging.operation.type': 'send',
        'messaging.operation.name': 'sendMessage',
        'messaging.destination.name': 'jobs',
      },
    ],
    [
      'a call of fetch',
      call('http', 'get', {
        method: 'GET',
        host: 'api.example:8443',
        path: '/v1',
        statusCode: 200,
      }),
      {},
      {
        name: 'GET api.example:8443',
        'server.address': 'api.example',
        'server.port': 8443,
        'url.path': '/v1',
        'http.request.method': 'GET',
      },
    ],
    [
      'a call of a model',
      call('bedrock', 'converse', {
        modelId: 'nova',
        inputTokens: 7,
        outputTokens: 9,
        stopReason: 'end_turn',
        region: 'eu-central-1',
      }),
      {},
      {
        name: 'converse nova',
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'aws.bedrock',
        'gen_ai.request.model': 'nova',
        'gen_ai.usage.input_tokens': 7,
        'gen_ai.usage.output_tokens': 9,
        'gen_ai.response.finish_reasons': ['end_turn'],
      },
    ],
  ])('are those of the conventions: %s', async (_what, handle, event, expected) => {
    const [first] = await attributesOf(handle, event)
    expect(first).toMatchObject(expected)
    const { name: _name, ...attributes } = first ?? {}
    const foreign = Object.keys(attributes).filter((name) => !OWN.test(name))
    expect(foreign.filter((name) => !NAMES.has(name) || OLD.test(name))).toEqual([])
  })
})

describe('the attributes of messages', () => {
  const NOTIFICATION = { body: events.snsNotification({ body: {} }) }
  const MESSAGES: readonly [string, object, object][] = [
    ['SQS', events.sqs({}), { system: 'aws.sqs', destination: 'orders', count: 1 }],
    [
      'SNS through SQS',
      events.sqs(NOTIFICATION),
      { system: 'aws.sqs', destination: 'orders', publish: 'order-placed', count: 1 },
    ],
    ['SNS', events.sns({}), { system: 'aws.sns', destination: 'order-placed', count: 1 }],
    ['Kinesis', events.kinesis({}, {}), { system: 'aws.kinesis', destination: 'orders', count: 2 }],
    ['Firehose', events.firehose({}), { system: 'aws.firehose', destination: 'orders', count: 1 }],
    ['EventBridge', events.eventBridge({}), { system: 'aws.eventbridge' }],
    ['Kafka', events.kafka({}, {}), { system: 'kafka', destination: 'orders', count: 2 }],
    ['ActiveMQ', events.activeMq({}), { system: 'activemq', destination: 'orders', count: 1 }],
    ['RabbitMQ', events.rabbitMq({}), { system: 'rabbitmq', destination: 'orders', count: 1 }],
  ]

  it.each(MESSAGES)('name the system and the source: %s', async (_what, event, expected) => {
    const [invocation] = await attributesOf(() => undefined, event)
    expect(messagingOf(invocation)).toEqual({ type: 'process', operation: 'process', ...expected })
  })

  it.each([
    ['a schedule', events.schedule()],
    ['a DynamoDB stream', events.dynamodb({})],
    ['S3', events.s3()],
  ])('are no part of %s', async (_what, event) => {
    const [invocation] = await attributesOf(() => undefined, event)
    expect(messagingOf(invocation)).toEqual({})
  })

  it('are no part of a request over HTTP, whose user has set a topic', async () => {
    const [request] = await attributesOf(
      () => currentTrace().set({ topic: 'shoes' }),
      events.httpApi(),
    )
    expect(messagingOf(request)).toEqual({})
    expect(request).toMatchObject({ topic: 'shoes' })
  })

  it.each([
    ['SQS', events.sqs({}, {}), { system: 'aws.sqs', id: expect.any(String) }],
    ['Kafka', events.kafka({}, {}), { system: 'kafka', partition: '0', offset: 15 }],
  ])('name the message of a record, which has no count: %s', async (_what, event, expected) => {
    const [record] = await attributesOf(() => eachRecord(event, () => 1), event)
    const common = { type: 'process', operation: 'process', destination: 'orders' }
    expect(messagingOf(record)).toEqual({ ...common, ...expected })
  })

  it.each([
    ['sqs', 'sendMessage', { queue: 'to' }, { system: 'aws.sqs', type: 'send' }],
    ['sqs', 'receiveMessage', { queue: 'to' }, { system: 'aws.sqs' }],
    ['sns', 'publish', { topic: 'to' }, { system: 'aws.sns', type: 'send' }],
    ['kinesis', 'putRecords', { stream: 'to' }, { system: 'aws.kinesis', type: 'send' }],
    ['firehose', 'putRecordBatch', { stream: 'to' }, { system: 'aws.firehose', type: 'send' }],
    ['eventbridge', 'putEvents', { bus: 'to' }, { system: 'aws.eventbridge', type: 'send' }],
  ])(
    'name the system and the destination of %s %s',
    async (service, operation, target, expected) => {
      const [sent] = await attributesOf(call(service, operation, target))
      expect(messagingOf(sent)).toEqual({ operation, destination: 'to', ...expected })
    },
  )

  it('are those of the table in docs/opentelemetry.md', () => {
    const rows = rowsOf(sectionOf('docs/opentelemetry.md', 'Messages'))
    const documented = rows.map(([trigger, system]) => [trigger, system?.replaceAll('`', '')])
    const tested = MESSAGES.filter(([what]) => !what.includes('through')).map(
      ([what, , { system }]: readonly [string, object, { system?: string }]) => [what, system],
    )
    expect(documented).toEqual(tested)
  })
})

const SHORT: Readonly<Record<string, string>> = {
  'messaging.system.name': 'system',
  'messaging.destination.name': 'destination',
  'messaging.destination_publish.name': 'publish',
  'messaging.destination.partition.id': 'partition',
  'messaging.kafka.offset': 'offset',
  'messaging.operation.name': 'operation',
  'messaging.operation.type': 'type',
  'messaging.batch.message_count': 'count',
  'messaging.message.id': 'id',
}

/** The attributes of messaging by short names. A name that the conventions don't know stays as it is. */
function messagingOf(attributes: object = {}): object {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name.startsWith('messaging.'))
      .map(([name, value]) => [NAMES.has(name) ? (SHORT[name] ?? name) : name, value]),
  )
}
