import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { RECORD_SCHEMA, recordSchema } from '../../local/docs/record-schema.ts'
import { currentTrace, type Trace, type TraceRecord } from '../../src/index.ts'
import { eachRecord, type LambdaTracingOptions, tracing } from '../../src/middy/index.ts'
import { withTracing } from '../../src/next/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf } from '../middy/invocation.ts'

type Records = readonly TraceRecord[]

const schema = JSON.parse(readFileSync(RECORD_SCHEMA, 'utf8'))
const accepts = new Ajv({ strict: true, allErrors: true }).compile<TraceRecord>(schema)

/** What the schema says against a record. */
const problemsOf = (record: unknown) =>
  accepts(record) ? [] : accepts.errors?.map(({ instancePath, message }) => [instancePath, message])

/** The records of one invocation. */
const invoked = async (
  handle: (trace: Trace) => unknown,
  { event = events.httpApi() as unknown, options = {} as LambdaTracingOptions } = {},
): Promise<Records> => {
  const handler = handlerOf([tracing(options)], () => handle(currentTrace()))
  return (await captureRecords(() => handler(event, lambdaContext()))).records
}

const withHeaders = (headers: Readonly<Record<string, string>>) => ({
  event: events.httpApi({ headers }) as unknown,
})

const refused = { code: 'ECONNREFUSED', digest: '1', cause: 'the network' }
const nested = Object.assign(
  new Error('No stock', { cause: Object.assign(new Error('refused'), refused) }),
  { digest: '2750527189' },
)
const rejecting = () => Promise.reject(nested)
const batch = events.sqs({ body: '{}' }, { body: 'no JSON' })
const traced = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

const RUNS: Readonly<Record<string, Records>> = {
  'an answered request': await invoked(() => ({ statusCode: 200 })),
  'a refused request': await invoked(() => ({ statusCode: 404 })),
  'a request that threw, with causes': await invoked(rejecting),
  'hops and checks': await invoked(async (trace) => {
    trace.set({ jobId: 'order-7', tenantId: 'acme', userId: 'berta' })
    trace.check('rate-limit', false)
    await trace.hop('load-order', async () => ({ id: 7 }), { table: 'orders' })
    await trace.hop('reserve', rejecting).catch(() => undefined)
  }),
  calls: await invoked(async (trace) => {
    await trace.call('payments', 'charge', async () => ({ statusCode: 202 }))
    await trace.call('payments', 'charge', rejecting).catch(() => undefined)
  }),
  lines: await invoked((trace) => {
    for (const level of ['debug', 'info', 'warn', 'error'] as const)
      trace[level]('line', { a: [1] })
  }),
  'metrics, of calls too': await invoked(
    async (trace) => {
      trace.metric('ImagesProcessed', 1.5)
      await trace.call('payments', 'charge', async () => undefined)
    },
    { options: { metrics: { calls: true } } },
  ),
  'metrics of a batch, with a stage': await invoked(() => 1, {
    event: batch,
    options: { metrics: true, stage: 'prod', version: 'a1b2c3d' },
  }),
  'a short ending': await invoked((trace) => trace.info('line'), {
    options: { sampling: { rate: 0 } },
  }),
  'a record after the ending': await invokedLate(),
  'a cut record': await invoked((trace) => trace.info('m'.repeat(9_000))),
  "a caller's own id": await invoked(() => 1, {
    ...withHeaders({ 'x-trace-id': 'checkout-17', traceparent: traced }),
  }),
  'another id in X-Ray': await invoked(() => 1, {
    ...withHeaders({
      'x-trace-id': 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926',
      'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
    }),
  }),
  'two ids that disagree': await invoked(() => 1, {
    ...withHeaders({
      'x-trace-id': 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926',
      traceparent: traced,
    }),
  }),
  'a batch': await invoked(() => eachRecord(batch, ({ body }) => JSON.parse(body)), {
    event: {
      Records: batch.Records.map((record) => ({
        ...record,
        messageAttributes: { traceparent: { dataType: 'String', stringValue: traced } },
      })),
    },
  }),
  'a route of Next.js': await routed(),
  'a line outside of a request': (await captureRecords(() => currentTrace().info('line'))).records,
}

async function invokedLate(): Promise<Records> {
  const handler = handlerOf([tracing()], () => currentTrace())
  const { records } = await captureRecords(async () => {
    const trace = (await handler(events.httpApi(), lambdaContext())) as Trace
    trace.info('line')
  })
  return records
}

async function routed(): Promise<Records> {
  const GET = withTracing(() => Response.json({}), { service: 'shop' })
  const request = new Request('http://a.example/')
  const route = () => GET(request as never, { params: Promise.resolve({}) })
  return (await captureRecords(route)).records
}

describe("the record's JSON Schema", () => {
  it('is the one that the type gives', () => {
    expect(readFileSync(RECORD_SCHEMA, 'utf8')).toBe(recordSchema())
  })

  it.each(Object.entries(RUNS))('accepts %s', (_name, records) => {
    expect(records.length).toBeGreaterThan(0)
    for (const record of records) expect(problemsOf(record)).toEqual([])
  })

  it('describes every field that these records have, and no other', () => {
    const fields = new Set(Object.values(RUNS).flatMap((records) => records.flatMap(Object.keys)))
    const metrics = ['CallDuration', 'CallFaults', 'ImagesProcessed']
    expect([...fields].sort()).toEqual([...Object.keys(schema.properties), ...metrics].sort())
  })

  it('says what each field means', () => {
    const silent = Object.entries<{ description?: string; $ref?: string }>(schema.properties)
      .filter(([, { description, $ref }]) => description === undefined && $ref === undefined)
      .map(([name]) => name)
    expect(silent).toEqual([])
    for (const { description } of Object.values<{ description?: string }>(schema.definitions)) {
      expect(description).toMatch(/\w/)
    }
  })

  const [, ending] = RUNS['a request that threw, with causes'] ?? []
  const { traceId, spanId, error } = ending as TraceRecord

  it.each([
    ['a level that there is none of', { level: 'fatal' }, '/level'],
    ['a phase that there is none of', { phase: 'end' }, '/phase'],
    ['a result that there is none of', { result: 'failure' }, '/result'],
    ['a duration in words', { duration: '12 ms' }, '/duration'],
    ['a time that is not UTC', { timestamp: '2026-11-22T14:30:00.200+01:00' }, '/timestamp'],
    ['a time in seconds', { timestamp: '2026-11-22T14:30:00Z' }, '/timestamp'],
    ['a trace id with a line break', { traceId: `${traceId}\n{}` }, '/traceId'],
    ['a span id with another length', { spanId: `${spanId}00` }, '/spanId'],
    ['a parent that is no span id', { parentId: traceId }, '/parentId'],
    ['metadata that is a text', { metadata: 'status 200' }, '/metadata'],
    ['an error that is a text', { error: 'No stock' }, '/error'],
    ['an error without a code', { error: { message: 'No stock' } }, '/error'],
    ['a cause that is a text', { error: { ...error, cause: 'refused' } }, '/error/cause'],
    ['a link that is no text', { links: [17] }, '/links/0'],
    ['a metric that is no number', { ImagesProcessed: '1' }, '/ImagesProcessed'],
    ['a record without a service', { service: undefined }, ''],
  ])('refuses %s', (_name, changes, where) => {
    const record = JSON.parse(JSON.stringify({ ...ending, ...changes }))
    expect(problemsOf(record)).toEqual([[where, expect.any(String)]])
  })
})
