import * as conventions from '@opentelemetry/semantic-conventions/incubating'
import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { otlp } from '../../src/otlp/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
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
        'messaging.operation.type': 'process',
        'messaging.batch.message_count': 1,
        'messaging.destination.name': expect.any(String),
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
        'messaging.system.name': 'aws_sqs',
        'messaging.operation.type': 'send',
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
