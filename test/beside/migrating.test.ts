import { describe, expect, it, onTestFinished } from 'vitest'
import { startXrayDaemon } from '../../local/stand-ins/xray-daemon.ts'
import { currentTrace, type TraceRecord } from '../../src/index.ts'
import { type LambdaTracingOptions, tracing } from '../../src/middy/index.ts'
import { captureTrace, events, lambdaContext } from '../../src/testing/index.ts'
import { rowsOf, sectionOf } from '../docs/page.ts'
import { handlerOf } from '../middy/invocation.ts'
import { LAMBDA } from './lambda-environment.ts'
import { valuesOf } from './receiver.ts'
import { type AppOptions, evaluate, invoke } from './run-app.ts'
import { fileOf, sampleFile } from './samples.ts'

const PAGE = 'migrating'
const TRACE_ID = 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926'

const samples = {
  powertools: sampleFile(PAGE, 'captureLambdaHandler'),
  fromPowertools: sampleFile(PAGE, 'traceClient'),
  dazn: sampleFile(PAGE, 'lambda-powertools', 'js'),
  fromDazn: sampleFile(PAGE, 'trace.fetch'),
  pinoLambda: sampleFile(PAGE, 'lambdaRequestTracker'),
  fromPinoLambda: sampleFile(PAGE, 'currentTrace().info'),
  both: sampleFile(PAGE, 'x-correlation-id'),
}

const MESSAGES = ['Lambda start', 'Order found', 'Lambda success']
const OLD: AppOptions = {
  env: { ...LAMBDA, EVENT: 'restApi', HEADERS: '{"x-correlation-id":"order-7"}' },
}
const DAZN: AppOptions = { env: { ...OLD.env, NODE_PATH: 'stubs' } }

const parsed = (line: string | undefined) => JSON.parse(line ?? '')

const ownLine = (records: readonly TraceRecord[]) => records.find(({ phase }) => phase === 'log')

/** The first cells of a section's tables, without backticks. */
const partsOf = (heading: string): string[] =>
  rowsOf(sectionOf(fileOf(PAGE), heading)).map(([part = '']) => part.replaceAll('`', ''))

describe('from Powertools', () => {
  const run = async (file: string) => {
    const daemon = await startXrayDaemon()
    onTestFinished(() => daemon.stop())
    const xray = {
      AWS_XRAY_DAEMON_ADDRESS: daemon.address,
      AWS_XRAY_TRACING_ENABLED: 'true',
    }
    const done = await invoke(file, { env: { ...LAMBDA, ...xray } })
    await daemon.waitForCount(2)
    return { ...done, documents: daemon.documents }
  }
  const names = ({ documents }: { documents: readonly { name: string }[] }) =>
    documents.map(({ name }) => name).sort()
  const annotated = { annotations: { tenantId: 'carousel-labs' } }

  it('both samples log the order and show S3 and the tenant in X-Ray', async () => {
    const before = await run(samples.powertools)
    const after = await run(samples.fromPowertools)
    const fields = { tenantId: 'carousel-labs', message: 'Storing an order' }
    expect(parsed(before.lines[0])).toMatchObject({ ...fields, orderId: '7' })
    expect(ownLine(after.records)).toMatchObject({ ...fields, metadata: { orderId: '7' } })
    expect(names(before)).toEqual(['## index.handler', 'S3'])
    expect(names(after)).toEqual(['S3', 'orders:store'])
    for (const { documents } of [before, after]) {
      expect(documents.find(({ name }) => name !== 'S3')).toMatchObject(annotated)
    }
  })

  it('hoptrace adds a start, a call, an ending, and the id on the response', async () => {
    const { records, stderr } = await run(samples.fromPowertools)
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'log', 'call', 'complete'])
    expect(stderr).toContain(`"x-trace-id":"${TRACE_ID}"`)
  })

  it('the tables name methods that Logger, Tracer and Metrics have', async () => {
    const cells = partsOf('From Powertools Logger and Tracer')
    const methods = cells.flatMap((cell) => [...cell.matchAll(/\b([a-z]\w+)\(|^(put\w+)$/gi)])
    const called = methods.map(([, method, put]) => method ?? put ?? '')
    const own = called.filter((name) => !/^(injectLambda|captureLambda|logMetrics)/.test(name))
    expect(own.length).toBeGreaterThan(8)
    const code = `
      import { Logger } from '@aws-lambda-powertools/logger'
      import { Metrics } from '@aws-lambda-powertools/metrics'
      import { Tracer } from '@aws-lambda-powertools/tracer'
      const known = [Logger, Metrics, Tracer].flatMap((it) => Object.getOwnPropertyNames(it.prototype))
      console.log(${JSON.stringify(own)}.filter((name) => !known.includes(name)).join())
    `
    expect((await evaluate(code)).lines).toEqual([])
  })
})

describe('what Powertools becomes', () => {
  const capture = async (handle: () => unknown, options: LambdaTracingOptions = {}) => {
    const handler = handlerOf([tracing(options)], handle)
    return captureTrace(() => handler(events.httpApi(), lambdaContext()))
  }

  it('has the facts of the invocation, under the names of the table', async () => {
    const { ending } = await capture(() => undefined)
    expect(ending).toMatchObject({
      coldStart: expect.any(Boolean),
      functionName: 'orders',
      requestId: expect.any(String),
      metadata: { memoryLimit: 1024 },
    })
  })

  it('has an error that is logged under metadata, and one that is thrown on the ending', async () => {
    const error = new Error('Stock unknown')
    const { ending, records } = await capture(() => {
      currentTrace().error('No stock', { error })
      throw error
    })
    const shown = expect.objectContaining({ message: 'Stock unknown' })
    expect(records[1]).toMatchObject({ message: 'No stock', metadata: { error: shown } })
    expect(ending?.error).toEqual(shown)
  })

  it('has debug records of a failure alone, with failureLevel', async () => {
    const handle = (statusCode: number) => () => {
      currentTrace().debug('The stock is 0')
      return { statusCode }
    }
    const options: LambdaTracingOptions = { failureLevel: 'debug' }
    const debug = ({ records }: { records: readonly TraceRecord[] }) =>
      records.filter(({ level }) => level === 'debug').length
    expect(debug(await capture(handle(200), options))).toBe(0)
    expect(debug(await capture(handle(500), options))).toBe(1)
  })

  it('has metrics in the ending, cold starts too', async () => {
    const metrics = { counts: ['ColdStarts'] } as const
    const { ending } = await capture(() => currentTrace().metric('Orders', 1, 'Count'), { metrics })
    const [{ Metrics = [] } = {}] = (ending?._aws as Emf | undefined)?.CloudWatchMetrics ?? []
    const names = Metrics.map(({ Name }) => Name)
    expect(names).toEqual(expect.arrayContaining(['Orders', 'ColdStarts']))
  })

  it('continues the trace of a caller with Tracer, and sends it on', async () => {
    const header = 'Root=1-01a2033f-87ef76348bbae9bc8f6c8926;Parent=00f067aa0ba902b7;Sampled=1'
    const sent: Headers[] = []
    const handler = handlerOf([tracing()], () => sent.push(currentTrace().headers()))
    const event = events.httpApi({ headers: { 'x-amzn-trace-id': header } })
    const { start } = await captureTrace(() => handler(event, lambdaContext()))
    expect(start?.traceId).toBe(TRACE_ID)
    expect(sent[0]?.get('x-amzn-trace-id')).toContain('Root=1-01a2033f-87ef76348bbae9bc8f6c8926')
  })
})

interface Emf {
  readonly CloudWatchMetrics: readonly { readonly Metrics: readonly { readonly Name: string }[] }[]
}

describe('from dazn-lambda-powertools', () => {
  it('both samples log the order and call the orders service under the id', async () => {
    const before = await invoke(samples.dazn, DAZN)
    const after = await invoke(samples.fromDazn)
    const line = parsed(before.lines.find((text) => text.includes('Order found')))
    expect(line).toMatchObject({ orderId: '7', 'x-correlation-id': 'order-7' })
    expect(line).toMatchObject({ 'x-correlation-tenant-id': 'carousel-labs' })
    const { tenantId, metadata, message } = ownLine(after.records) ?? {}
    expect([message, tenantId, metadata]).toEqual([
      'Order found',
      'carousel-labs',
      { orderId: '7' },
    ])
    const idOf = ({ requests: [request] }: typeof before, header: string) =>
      request && [request.path, ...valuesOf(request, header)]
    expect(idOf(before, 'x-correlation-id')).toEqual(['/orders/7', 'order-7'])
    expect(idOf(after, 'x-trace-id')).toEqual(['/orders/7', TRACE_ID])
  })

  it('values that are set for a request are not sent to other services', async () => {
    const { requests } = await invoke(samples.fromDazn)
    expect(JSON.stringify(requests[0]?.headers)).not.toContain('carousel-labs')
  })
})

describe('from pino-lambda', () => {
  it('both samples log the order with the id and Lambda’s request id', async () => {
    const before = await invoke(samples.pinoLambda, OLD)
    const after = await invoke(samples.fromPinoLambda)
    const line = parsed(before.lines[0])
    expect(line.message).toMatchObject({ orderId: '7', 'x-correlation-id': 'order-7' })
    expect(line.message['x-correlation-trace-id']).toBe(LAMBDA._X_AMZN_TRACE_ID)
    expect(line.requestId).toEqual(expect.any(String))
    expect(after.records.map(({ message }) => message)).toEqual(MESSAGES)
    const own = { traceId: TRACE_ID, requestId: expect.any(String), metadata: { orderId: '7' } }
    expect(ownLine(after.records)).toMatchObject(own)
  })
})

describe('one service at a time', () => {
  it('has the caller’s x-correlation-id as its id, and sends it on', async () => {
    const { records, requests } = await invoke(samples.both, OLD)
    expect(new Set(records.map(({ traceId }) => traceId))).toEqual(new Set(['order-7']))
    const ids = ['x-trace-id', 'x-correlation-id'].map((name) =>
      requests.flatMap((request) => valuesOf(request, name)),
    )
    expect(ids).toEqual([['order-7'], ['order-7']])
  })

  it('begins with an id of its own without one', async () => {
    const { records } = await invoke(samples.both)
    expect(records[0]?.traceId).toBe(TRACE_ID)
  })
})
