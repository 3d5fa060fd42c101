import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import { reaches, thresholdOf } from '../../src/core/sampling/consistent.ts'
import { currentTrace, type Trace, type TraceRecord } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { inRequest, only } from '../aws/request.ts'
import { startWire, type Wire } from '../aws/wire.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf } from '../middy/invocation.ts'
import { blocksOf, loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/other-languages.md'
const SAMPLES = { python: 'stock.py', go: 'stock.go', java: 'Stock.java' }
const schema = JSON.parse(readFileSync('trace-record.schema.json', 'utf8'))

const ID = 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926'
const W3C = '01a2033f87ef76348bbae9bc8f6c8926'
const OTHER_W3C = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'
const TRACEPARENT = `00-${W3C}-${SPAN}-03`
const IN_XRAY = { 'x-amzn-trace-id': `Root=1-${W3C.slice(0, 8)}-${W3C.slice(8)};Parent=${SPAN}` }

type Headers = Readonly<Record<string, string>>

const namesIn = (text = ''): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
const tableOf = (heading: string) => rowsOf(sectionOf(PAGE, heading))

/** The records of a request with these headers. */
const requested = async (
  headers: Headers,
  handle: (trace: Trace) => unknown = () => undefined,
): Promise<readonly TraceRecord[]> => {
  const handler = handlerOf([tracing()], () => handle(currentTrace()))
  const event = events.httpApi({ headers })
  return (await captureRecords(() => handler(event, lambdaContext()))).records
}

let received: IncomingHttpHeaders = {}
const server = createServer(({ headers }, response) => {
  received = headers
  response.end('{}')
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
afterAll(() => void server.close())
afterEach(() => vi.unstubAllEnvs())

describe('the samples on the page', () => {
  it.each(Object.entries(SAMPLES))(
    'are the files that the end-to-end tests run: %s',
    (language, file) => {
      const text = readFileSync(`test/e2e/other-languages/${file}`, 'utf8')
      expect(blocksOf(PAGE, language)).toEqual([text])
    },
  )

  it('get the headers that they read from hoptrace', async () => {
    vi.stubEnv('STOCK_URL', url)
    const { handler } = await loadSample(PAGE, 'STOCK_URL')
    const event = events.httpApi({ headers: { traceparent: TRACEPARENT, tracestate: 'a=b' } })
    const { value, records } = await captureRecords(() => handler(event, lambdaContext()))
    expect(value).toMatchObject({ statusCode: 200, body: '{}' })
    const sent = Object.keys(received).filter((name) => /^(x-trace-|trace)/.test(name))
    expect(sent.toSorted()).toEqual(
      tableOf('What to read')
        .flatMap(([name]) => namesIn(name))
        .sort(),
    )
    expect(received.traceparent).toBe(`00-${W3C}-${records[1]?.spanId}-03`)
  })

  it('accept and refuse records by the schema', async () => {
    const { isRecord } = await loadSample(PAGE, 'isRecord')
    const [record] = await requested({})
    expect(isRecord(record)).toBe(true)
    expect(isRecord({ ...record, ImagesProcessed: 2 })).toBe(true)
    expect(isRecord({ ...record, duration: '2' })).toBe(false)
  })
})

describe('the rules for reading a trace on the page', () => {
  it.each([
    ['x-trace-id before traceparent', { 'x-trace-id': ID, traceparent: TRACEPARENT }, SPAN],
    [
      'traceparent before X-Ray',
      { traceparent: TRACEPARENT, 'x-amzn-trace-id': 'Root=1-2-3' },
      SPAN,
    ],
    ['X-Ray alone', IN_XRAY, SPAN],
  ])('are those of hoptrace: %s', async (_name, headers, parentId) => {
    const [start] = await requested(headers as Headers)
    expect(start).toMatchObject({ traceId: ID, parentId })
  })

  it('create ids of version 7', async () => {
    const [start] = await requested({ 'x-trace-id': 'a b', traceparent: TRACEPARENT.toUpperCase() })
    expect(start?.traceId).toMatch(/^req_[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(start).not.toHaveProperty('parentId')
  })

  it("take the W3C id of the next header for a caller's own id", async () => {
    const traceparent = `00-${OTHER_W3C}-${SPAN}-01`
    const [named] = await requested({ 'x-trace-id': 'checkout-17', traceparent, ...IN_XRAY })
    expect(named).toMatchObject({ traceId: 'checkout-17', w3cTraceId: OTHER_W3C, parentId: SPAN })
    const [inXray] = await requested({ 'x-trace-id': 'checkout-17', ...IN_XRAY })
    expect(inXray).toMatchObject({ traceId: 'checkout-17', w3cTraceId: W3C })
    const [alone] = await requested({ 'x-trace-id': 'checkout-17' })
    expect(alone?.w3cTraceId).toMatch(/^[0-9a-f]{32}$/)
  })

  it('ignore the parent in a traceparent of another trace', async () => {
    const traceparent = `00-${OTHER_W3C}-${SPAN}-01`
    const headers = { 'x-trace-id': ID, traceparent, tracestate: 'a=b' }
    const [start] = await requested(headers, (trace) => trace.fetch(url))
    expect(start?.links).toEqual(['req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736'])
    expect(start).not.toHaveProperty('parentId')
    expect(received).not.toHaveProperty('tracestate')
  })
})

describe('the rules for writing records on the page', () => {
  const rows = tableOf('What to write')

  it('are those of hoptrace', async () => {
    const records = await requested({ traceparent: TRACEPARENT }, async (trace) => {
      trace.info('line')
      await trace.call('warehouse', 'order', async () => ({ statusCode: 202 }))
      await trace.hop('reserve', async () => undefined)
    })
    const own = records[0]?.spanId
    expect(rows.map(([, phase]) => namesIn(phase)[0])).toEqual(
      expect.arrayContaining(records.map(({ phase }) => phase)),
    )
    for (const [, phase, spanId, parentId, also] of rows) {
      const record = records.find((one) => one.phase === namesIn(phase)[0])
      expect(record?.spanId === own).toBe(spanId === "the request's")
      expect(record?.parentId).toBe(parentId === "the caller's span" ? SPAN : own)
      const fields = { ...record, ...record?.metadata }
      const names = namesIn(also).filter((name) => !name.includes(':'))
      const unknown = phase === '`complete`' ? ['statusCode'] : [] // this request has no status
      expect(Object.keys(fields)).toEqual(
        expect.arrayContaining(names.filter((name) => !unknown.includes(name))),
      )
    }
  })

  it('have a row for each phase', () => {
    const phases = rows.map(([, phase]) => namesIn(phase)[0])
    expect(phases.toSorted()).toEqual(schema.definitions.Phase.enum.toSorted())
  })

  it('name the fields of every record', () => {
    const [line = ''] = /^- Every record has .+?\./m.exec(sectionOf(PAGE, 'What to write')) ?? []
    const fields = new Set([...namesIn(line), 'phase'])
    fields.delete('traceId') // a line outside of a request has none
    expect([...fields].sort()).toEqual(schema.required.toSorted())
  })
})

describe('the rules for sending a trace on the page', () => {
  it('are those of hoptrace', async () => {
    const given = { traceparent: TRACEPARENT, tracestate: 'a=b', 'x-trace-hops': '4' }
    const records = await requested(given, (trace) => trace.fetch(url))
    const sent: Headers = {
      'x-trace-id': ID,
      'x-trace-parent': `${records[1]?.spanId}`,
      traceparent: `00-${W3C}-${records[1]?.spanId}-03`,
      'x-trace-hops': '5',
      tracestate: 'a=b',
    }
    expect(received).toMatchObject(sent)
    expect(
      tableOf('What to send on')
        .slice(0, 5)
        .map(([name]) => namesIn(name)[0]),
    ).toEqual(Object.keys(sent))
    await requested({}, (trace) => trace.fetch(url))
    expect(received['x-trace-hops']).toBe('1')
  })

  it('show a payload whose trace a function continues', async () => {
    const [json = ''] = blocksOf(PAGE, 'json')
    const handler = handlerOf([tracing()], () => undefined)
    const { records } = await captureRecords(() => handler(JSON.parse(json), lambdaContext()))
    expect(records[0]).toMatchObject({ traceId: ID, parentId: 'f2ab367200000001' })
  })
})

type Input = Readonly<Record<string, unknown>>
interface Client {
  readonly config: object
  readonly middlewareStack: { add(middleware: never, options: never): void }
  send(command: never): Promise<unknown>
}

/** A command to each service of the table, and an event without a trace. */
const CARRIERS: Readonly<Record<string, readonly [Client, command: object, event: object]>> = {
  SQS: [
    new SQSClient(),
    new SendMessageCommand({ QueueUrl: 'https://sqs/orders', MessageBody: '{}' }),
    events.sqs({}),
  ],
  SNS: [
    new SNSClient(),
    new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-1:1:orders', Message: '{}' }),
    events.sns({}),
  ],
  EventBridge: [
    new EventBridgeClient(),
    new PutEventsCommand({ Entries: [{ Detail: '{}' }] }),
    events.eventBridge(),
  ],
  'Step Functions': [
    new SFNClient(),
    new StartExecutionCommand({ stateMachineArn: 'orders', input: '{}' }),
    {},
  ],
  'Lambda, asynchronous': [
    new LambdaClient(),
    new InvokeCommand({ FunctionName: 'stock', InvocationType: 'Event', Payload: '{}' }),
    {},
  ],
  Kinesis: [
    new KinesisClient(),
    new PutRecordCommand({ StreamName: 'orders', PartitionKey: '1', Data: Buffer.from('{}') }),
    events.kinesis({}),
  ],
}

/** What a client is about to send, with the trace in it. */
async function inputOf(client: Client, command: object): Promise<Input> {
  let sent: Input = {}
  traceClient(client, { payload: true })
  const keep = () => async (args: { input: Input }) => {
    sent = args.input
    return { output: { $metadata: {} }, response: {} }
  }
  client.middlewareStack.add(keep as never, { step: 'initialize', priority: 'low' } as never)
  await inRequest(() => client.send(command as never))
  return sent
}

const contentOf = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return JSON.parse(Buffer.from(value).toString())
  return typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : value
}

/** The value at a path such as `Detail._trace.traceparent`; JSON on the way is read. */
const valueAt = (input: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce((value, name) => (contentOf(value) as Input | undefined)?.[name], input as unknown)

/** The event with a value at a path such as `Records[0].kinesis.data._trace.traceparent`. */
function withValueAt(event: unknown, path: string, value: unknown): unknown {
  const [, first = '', rest = ''] = /^\[?(\w+)\]?\.?(.*)$/.exec(path) ?? []
  if (first === '') return value
  if (first === 'data' && rest !== '') {
    const data = withValueAt({}, rest, value)
    return { ...(event as Input), data: Buffer.from(JSON.stringify(data)).toString('base64') }
  }
  const member = withValueAt((event as Input | undefined)?.[first], rest, value)
  if (!Array.isArray(event)) return { ...(event as Input | undefined), [first]: member }
  return event.map((item, index) => (index === Number(first) ? member : item))
}

describe('the carriers of a trace on the page', () => {
  const rows = tableOf('What to send on')
    .slice(4)
    .filter(([name = '']) => name in CARRIERS)

  it('include every service that this test covers', () => {
    expect(rows.map(([name]) => name)).toEqual(Object.keys(CARRIERS))
  })

  it.each(rows)('are the members into which hoptrace writes it: %s', async (name, sender) => {
    const [client, command] = CARRIERS[name ?? ''] ?? []
    const input = await inputOf(client as Client, command as object)
    const [entry] = (input.Entries as Input[] | undefined) ?? [input]
    expect(valueAt(entry, namesIn(sender)[0] ?? '')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-03$/)
  })

  it.each(rows)(
    'are the members in which hoptrace finds it: %s',
    async (name, _sender, receiver) => {
      const [, , event] = CARRIERS[name ?? ''] ?? []
      const path = namesIn(receiver)[0]?.replaceAll('[', '.[') ?? ''
      const handler = handlerOf([tracing()], () => undefined)
      const traced = withValueAt(event, path, TRACEPARENT)
      const { records } = await captureRecords(() => handler(traced, lambdaContext()))
      expect(records[0]).toMatchObject({ traceId: ID, parentId: SPAN })
    },
  )
})

describe('a function that is invoked synchronously', () => {
  let wire: Wire
  beforeAll(async () => {
    wire = await startWire()
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', wire.options.endpoint)
  })
  afterAll(() => wire.stop())

  const contextIn = ({ headers }: { headers: Input }) =>
    JSON.parse(Buffer.from(`${headers['x-amz-client-context']}`, 'base64').toString())

  it('gets strings alone from the sample, and hoptrace reads them', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', wire.options.endpoint)
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
    const { reserve } = await loadSample(PAGE, 'reserve')
    const { error, calls, start } = await inRequest(() => reserve('17'))
    expect(error).toBeUndefined()
    const { custom } = contextIn(wire.last())
    expect(Object.values(custom).filter((value) => typeof value !== 'string')).toEqual([])
    const names = tableOf('Lambda functions that are invoked synchronously').map(
      ([, place = '']) => /custom\W+(?:get\W+)?([a-z]+)/i.exec(place.toLowerCase())?.[1],
    )
    expect(names.filter((name) => name === undefined || !(name in custom))).toEqual([])
    const handler = handlerOf([tracing()], () => undefined)
    const context = lambdaContext({ clientContext: { custom } as never })
    const { records } = await captureRecords(() => handler({}, context))
    const { spanId } = only(calls)
    expect(records[0]).toMatchObject({ traceId: start.traceId, parentId: spanId })
  })
})

describe('the sampling rule on the page', () => {
  it.each([0.001, 0.1, 0.25, 0.9])(
    'compares trace ids as hoptrace does, at a rate of %s',
    (rate) => {
      const ids = Array.from({ length: 500 }, (_, n) => `${'0'.repeat(18)}${hashOf(n)}`)
      const sampled = ids.filter((id) => Number.parseInt(id.slice(-14), 16) >= 2 ** 56 * (1 - rate))
      expect(ids.filter((id) => reaches(id, thresholdOf(rate)))).toEqual(sampled)
    },
  )
})

/** 14 hex digits that are spread evenly. */
const hashOf = (n: number): string =>
  ((BigInt(n + 1) * 0x9e3779b97f4a7c15n) & 0xff_ffff_ffff_ffffn).toString(16).padStart(14, '0')
