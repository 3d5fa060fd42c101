import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultCount } from '../../src/core/outcome/guard.ts'
import type { TraceRecord } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { parseTrigger } from '../../src/middy/triggers/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { invoke } from './invocation.ts'
import { pipedActiveMq, pipedKafka, pipedKinesis, pipedRabbitMq } from './piped.ts'

const ID = 'req_01a20346-79d3-70ee-a555-c76cc1296de5'
const PARENT = 'c0ffee0123456789'
const headers = { traceparent: `00-${ID.slice(4).replaceAll('-', '')}-${PARENT}-01` }
const sent = { headers }

const VIEWER_REQUEST = { method: 'GET', path: '/orders/17', eventType: 'viewer-request' }
const NO_ROUTE = { method: 'GET', path: '/orders/17' }
const GET = { method: 'GET', path: '/orders/{id}' }
const FIELD = { field: 'Query.order' }
const ORDER_PLACED = { source: 'shop.orders', detailType: 'Order placed' }
const OBJECT_CREATED = { source: 'aws.s3', detailType: 'Object Created', bucket: 'shop-orders' }
const ONE = { queue: 'orders', batchSize: 1 }
const COGNITO = { triggerSource: 'PreSignUp_SignUp', userPoolId: 'eu-central-1_AbCdEfGhI' }

/** Returns what a record says of its trigger. */
const factsOf = ({ metadata }: TraceRecord) => {
  const { waited: _waited, initTime: _initTime, ...facts } = metadata ?? {}
  return facts
}

const traced = (event: unknown, context: object = lambdaContext()) =>
  invoke([tracing()], () => undefined, event, context)

describe('a trigger that carries a trace', () => {
  it.each<[string, unknown, string, object | undefined]>([
    ['API Gateway REST API', events.restApi(sent), 'GET /orders/{id}', GET],
    ['API Gateway HTTP API', events.httpApi(sent), 'GET /orders/{id}', GET],
    ['a function URL', events.functionUrl(sent), 'orders', NO_ROUTE],
    ['a load balancer', events.alb(sent), 'orders', NO_ROUTE],
    ['a load balancer with lists', events.albMultiValue(sent), 'orders', NO_ROUTE],
    ['a WebSocket API', events.webSocket(sent), 'sendOrder', { path: 'sendOrder' }],
    ['VPC Lattice', events.lattice(sent), 'orders', NO_ROUTE],
    ['VPC Lattice 1.0', events.latticeV1(sent), 'orders', NO_ROUTE],
    ['a REQUEST authorizer', events.requestAuthorizer(sent), 'orders', GET],
    ['an HTTP API’s authorizer', events.httpApiAuthorizer(sent), 'orders', GET],
    [
      'an authorizer of AppSync',
      { authorizationToken: 'token', requestHeaders: headers },
      'orders',
      undefined,
    ],
    ['CloudFront', events.cloudFront(sent), 'orders', VIEWER_REQUEST],
    ['AppSync', events.appSync(sent), 'Query.order', FIELD],
    ['Amplify', events.amplify(sent), 'Query.order', FIELD],
    ['AppSync Events', events.appSyncEvents(sent), 'PUBLISH orders', { channel: '/orders/17' }],
    ['a batch of AppSync', events.appSyncBatch(sent), 'Query.order', { ...FIELD, batchSize: 2 }],
    ['SQS', events.sqs(sent), 'orders', ONE],
    ['SQS by a pipe', events.pipe(sent), 'orders', ONE],
    ['an SQS FIFO queue', events.sqsFifo(sent), 'orders', { queue: 'orders.fifo', batchSize: 1 }],
    ['a payload in SQS', events.sqs({ body: { id: 1, _trace: headers } }), 'orders', ONE],
    [
      'a payload in SQS that a middleware has parsed',
      { Records: [{ ...events.sqs().Records[0], body: { _trace: headers } }] },
      'orders',
      ONE,
    ],
    [
      'SNS by SQS',
      events.sqs({ body: events.snsNotification(sent) }),
      'orders',
      { ...ONE, topic: 'order-placed' },
    ],
    [
      'a payload in SNS by SQS',
      events.sqs({ body: events.snsNotification({ body: { _trace: headers } }) }),
      'orders',
      { ...ONE, topic: 'order-placed' },
    ],
    [
      'EventBridge by SQS',
      events.sqs({ body: events.eventBridge(sent) }),
      'orders',
      { ...ONE, ...ORDER_PLACED },
    ],
    [
      'EventBridge by SNS by SQS',
      events.sqs({ body: events.snsNotification({ body: events.eventBridge(sent) }) }),
      'orders',
      { ...ONE, ...ORDER_PLACED, topic: 'order-placed' },
    ],
    ['SNS', events.sns(sent), 'orders', { topic: 'order-placed', batchSize: 1 }],
    ['EventBridge', events.eventBridge(sent), 'orders', ORDER_PLACED],
    ['Kinesis', events.kinesis(sent), 'orders', { stream: 'orders', batchSize: 1 }],
    ['Kinesis by a pipe', pipedKinesis(sent), 'orders', { stream: 'orders', batchSize: 1 }],
    [
      'Firehose',
      events.firehose(sent),
      'orders',
      { stream: 'orders', broker: 'firehose', batchSize: 1 },
    ],
    ['a DynamoDB stream', events.dynamodb(sent), 'orders', { table: 'orders', batchSize: 1 }],
    [
      'a DynamoDB stream by a pipe',
      events.dynamodb(sent).Records,
      'orders',
      { table: 'orders', batchSize: 1 },
    ],
    [
      'a change stream of DocumentDB',
      events.documentDb(sent),
      'orders',
      { collection: 'orders', batchSize: 1 },
    ],
    ['Kafka', events.kafka(sent), 'orders', { topic: 'orders', broker: 'kafka', batchSize: 1 }],
    [
      'Kafka by a pipe',
      pipedKafka(sent),
      'orders',
      { topic: 'orders', broker: 'kafka', batchSize: 1 },
    ],
    [
      'self-managed Kafka',
      { ...events.kafka(sent), eventSource: 'SelfManagedKafka' },
      'orders',
      { topic: 'orders', broker: 'kafka', batchSize: 1 },
    ],
    ['ActiveMQ', events.activeMq(sent), 'orders', { ...ONE, broker: 'activemq' }],
    [
      'ActiveMQ as aws:amq',
      { ...events.activeMq(sent), eventSource: 'aws:amq' },
      'orders',
      { ...ONE, broker: 'activemq' },
    ],
    ['ActiveMQ by a pipe', pipedActiveMq(sent), 'orders', { ...ONE, broker: 'activemq' }],
    [
      'a payload in ActiveMQ',
      events.activeMq({ body: { _trace: headers } }),
      'orders',
      { ...ONE, broker: 'activemq' },
    ],
    ['RabbitMQ', events.rabbitMq(sent), 'orders', { ...ONE, broker: 'rabbitmq' }],
    ['RabbitMQ by a pipe', pipedRabbitMq(sent), 'orders', { ...ONE, broker: 'rabbitmq' }],
    ['Cognito', events.cognito(sent), 'orders', COGNITO],
    [
      'Cognito before a sign-in',
      events.cognitoSignIn(sent),
      'orders',
      { ...COGNITO, triggerSource: 'PreAuthentication_Authentication' },
    ],
    ['a destination', events.destination(sent), 'orders', undefined],
    ['a destination by SQS', events.sqs({ body: events.destination(sent) }), 'orders', ONE],
    [
      'a destination by EventBridge',
      events.eventBridge({ body: events.destination(sent) }),
      'orders',
      ORDER_PLACED,
    ],
    ['a distributed map', events.distributedMap(sent), 'orders', undefined],
    ['a payload', events.direct(sent), 'orders', undefined],
    [
      'a payload with a raw_path',
      { ...events.direct(sent), raw_path: '/orders' },
      'orders',
      undefined,
    ],
    ['an IoT rule', events.iot(sent), 'orders', undefined],
  ])('is continued: %s', async (_name, event, action, metadata) => {
    const { start, ending } = await traced(event)
    expect(start).toMatchObject({ traceId: ID, parentId: PARENT, action })
    expect(ending).toMatchObject({ traceId: ID, parentId: PARENT, action })
    expect(factsOf(start)).toEqual(metadata ?? {})
    expect(ending.metadata).toMatchObject(metadata ?? {})
    expect(start).not.toHaveProperty('links')
  })

  it.each([
    ['a client context', { custom: headers }],
    ['a client context’s _trace', { custom: { _trace: headers } }],
    ['the client context of a mobile SDK', { Custom: headers }],
  ])('is continued: %s', async (_name, clientContext) => {
    const { start } = await traced(events.direct(), lambdaContext({ clientContext }))
    expect(start).toMatchObject({ traceId: ID, parentId: PARENT })
  })

  it('is continued from the system attribute AWSTraceHeader of SQS', async () => {
    const xray = `Root=1-01a20346-79d370eea555c76cc1296de5;Parent=${PARENT};Sampled=1`
    const { start } = await traced(events.sqs({ headers: { 'x-amzn-trace-id': xray } }))
    expect(start).toMatchObject({ traceId: ID, parentId: PARENT })
  })

  it.each([
    ['SQS', events.sqs],
    ['SNS', events.sns],
    ['Kafka', events.kafka],
    ['RabbitMQ', events.rabbitMq],
    ['a payload', events.direct],
  ])('is continued with header names in any case: %s', async (_name, eventWith) => {
    const { start } = await traced(eventWith({ headers: { 'X-Trace-ID': 'foreign' } }))
    expect(start.traceId).toBe('foreign')
  })

  it('is continued from the last of several Kafka headers of one name', async () => {
    const event = events.kafka({ headers: { 'x-trace-id': 'first' } })
    const bytes = [...Buffer.from('last')]
    event.records['orders-0']?.[0]?.headers.push({ 'x-trace-id': bytes })
    expect((await traced(event)).start.traceId).toBe('last')
  })

  it('is not continued with acceptInbound: false', async () => {
    const options = { acceptInbound: false }
    const { start } = await invoke([tracing(options)], () => undefined, events.sqs(sent))
    expect(start.traceId).not.toBe(ID)
  })
})

describe('a trigger that carries no trace', () => {
  it.each<[string, unknown, object | undefined]>([
    [
      'a schedule',
      events.schedule(),
      { source: 'aws.events', detailType: 'Scheduled Event', rule: 'nightly' },
    ],
    ['S3', events.s3(), { bucket: 'shop-orders', batchSize: 1 }],
    ['S3 by SQS', events.sqs({ body: events.s3() }), { ...ONE, bucket: 'shop-orders' }],
    ['S3 by EventBridge', events.s3EventBridge(), OBJECT_CREATED],
    [
      'S3 by EventBridge by SQS',
      events.sqs({ body: events.s3EventBridge() }),
      { ...ONE, ...OBJECT_CREATED },
    ],
    ['a TOKEN authorizer', events.tokenAuthorizer(), undefined],
    ['CloudWatch Logs', events.logs('{"traceId":"not this one"}'), undefined],
    [
      'CloudFormation',
      events.cloudFormation(),
      { requestType: 'Create', stack: 'shop', resource: 'OrdersSchema' },
    ],
    ['Alexa', events.alexa(), { requestType: 'IntentRequest', intent: 'OrderIntent' }],
  ])(
    'begins a trace, with the function’s name as its action: %s',
    async (_name, event, metadata) => {
      const { start } = await traced(event)
      expect(start).toMatchObject({ action: 'orders' })
      expect(start.traceId).toMatch(/^req_[0-9a-f]{8}-/)
      expect(factsOf(start)).toEqual(metadata ?? {})
    },
  )
})

describe('a batch of several records', () => {
  it('has a trace of its own with links to those of its records', async () => {
    const foreign = { headers: { 'x-trace-id': 'foreign' } }
    const { start, ending } = await traced(events.sqs(sent, foreign, sent, {}))
    expect([ID, 'foreign']).not.toContain(start.traceId)
    expect(start).not.toHaveProperty('parentId')
    expect([start.links, ending.links]).toEqual([
      [ID, 'foreign'],
      [ID, 'foreign'],
    ])
    expect(factsOf(start)).toEqual({ queue: 'orders', batchSize: 4 })
  })

  it('has no links if no record has a trace, or none is accepted', async () => {
    const without = await traced(events.kinesis({}, {}))
    const options = { acceptInbound: false }
    const refused = await invoke([tracing(options)], () => undefined, events.sqs(sent, sent))
    expect(without.start).not.toHaveProperty('links')
    expect(refused.start).not.toHaveProperty('links')
  })

  it('has at most 20 links', async () => {
    const many = Array.from({ length: 1000 }, (_, n) => ({ headers: { 'x-trace-id': `id-${n}` } }))
    const { start } = await traced(events.sqs(...many))
    expect(start.links).toEqual(Array.from({ length: 20 }, (_, n) => `id-${n}`))
    expect(start.metadata?.batchSize).toBe(1000)
  })
})

describe('a response', () => {
  const answer = () => ({ statusCode: 200 })

  it.each([
    ['a WebSocket API', events.webSocket()],
    ['VPC Lattice', events.lattice()],
    ['a load balancer', events.alb()],
    ['a function URL', events.functionUrl()],
  ])('to %s has the id in a header', async (_name, event) => {
    const { headers: answered, start } = await invoke([tracing()], answer, event)
    expect(answered?.['x-trace-id']).toBe(start.traceId)
  })

  it.each([
    ['an authorizer', events.requestAuthorizer()],
    ['an HTTP API’s authorizer', events.httpApiAuthorizer()],
    ['SQS', events.sqs()],
    ['AppSync', events.appSync()],
    ['a direct invocation', events.direct()],
  ])('to %s stays as it is', async (_name, event) => {
    const value = { statusCode: 200 }
    expect((await invoke([tracing()], () => value, event)).value).toBe(value)
  })
})

describe('an event of any shape', () => {
  const HEADER_NAMES = [
    'x-trace-id',
    'traceparent',
    'tracestate',
    'x-amzn-trace-id',
    'x-trace-hops',
  ]
  const EVENTS: unknown[] = Object.values(events).map((event) => event())

  /** Returns a copy in which the member at this path is replaced. */
  const mangled = (value: unknown, path: readonly number[], other: unknown): unknown => {
    if (typeof value !== 'object' || value === null || path.length === 0) return other
    const copy = structuredClone(value) as Record<string, unknown>
    const names = Object.keys(copy)
    const name = names[(path[0] ?? 0) % names.length]
    if (name !== undefined) copy[name] = mangled(copy[name], path.slice(1), other)
    return copy
  }

  const read = (event: unknown) => {
    const { header, metadata, batch } = parseTrigger(event, event)
    const readers = [header, ...(batch?.records ?? []).map((record) => batch?.headerOf(record))]
    for (const reader of readers) for (const name of HEADER_NAMES) reader?.(name)
    return { ...metadata }
  }

  // Made when it is used: fast-check reads the values that it gets.
  const hostile: fc.Arbitrary<() => unknown> = fc.oneof(
    fc
      .anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true })
      .map((value) => () => value),
    fc.constantFrom<() => unknown>(
      () => Symbol('event'),
      () => new Proxy({}, { get: fail, ownKeys: fail, has: fail }),
      () => new Proxy([], { get: fail }),
      () => revoked({}),
      () => revoked([]),
      () => ({ toString: fail, toJSON: fail }),
      () => [null],
      () => [undefined, Symbol('item'), 7n],
      () => '{"_trace":',
      () => '"s3"',
      () => '{"Records":[null],"s3":1,"detail-type":{}}',
    ),
  )

  it('is read without an error', () => {
    fc.assert(fc.property(hostile, (make) => void read(make())))
  })

  it('is read without an error if a part of a real event is replaced', () => {
    const paths = fc.array(fc.nat(40), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.constantFrom(...EVENTS), paths, hostile, (event, path, make) => {
        read(mangled(event, path, make()))
      }),
      { numRuns: 3000 },
    )
  })

  it('is a payload without a trace, and reported, if it can’t be read', () => {
    const before = faultCount()
    const event = events.httpApi({ headers })
    Object.defineProperty(event, 'requestContext', { get: fail })
    const { header, answersHttp } = parseTrigger(event)
    expect([header('traceparent'), answersHttp]).toEqual([undefined, undefined])
    expect(faultCount()).toBe(before + 1)
  })

  it('has the content of no record that can’t be read, and is reported', () => {
    const before = faultCount()
    const [record] = events.sqs().Records
    const { metadata } = parseTrigger({ Records: [{ ...record, body: revoked({}) }] })
    expect(metadata).toEqual(ONE)
    expect(faultCount()).toBe(before + 1)
  })

  it.each<[string, unknown]>([
    ['no records', { Records: [] }],
    ['null for a record', { Records: [null] }],
    ['null for all records', { Records: null }],
    ['a message without attributes', { Records: [{ eventSource: 'aws:sqs' }] }],
    ['headers that are null', { ...events.httpApi(), headers: null }],
    ['a body that only looks like JSON', events.sqs({ body: '{"_trace":' })],
    ['no partition of Kafka', { eventSource: 'aws:kafka' }],
    ['an empty list', []],
    ['no change of DocumentDB', { eventSource: 'aws:docdb', events: [] }],
    ['a service that is a member of every object', { Records: [{ eventSource: 'constructor' }] }],
    ['no queue of RabbitMQ', { eventSource: 'aws:rmq', rmqMessagesByQueue: {} }],
    ['a revoked Proxy', revoked({})],
  ])('is traced: %s', async (_name, event) => {
    const { start, ending } = await traced(event)
    expect([start.level, ending.result]).toEqual(['info', 'success'])
  })
})

function fail(): never {
  throw new Error('not to be read')
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}
