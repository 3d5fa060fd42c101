import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store'
import { NextRequest } from 'next/server.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TraceRecord } from '../../src/index.ts'
import { captureRecords } from '../capture.ts'
import { freshWorker } from '../fresh-worker.ts'

const { REQUEST_ID, X_RAY_TRACE_ID, TRACEPARENT, TRACESTATE } = InvokeStoreBase.PROTECTED_KEYS
const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
const SEGMENT = '53995c3f42cd8ad8'
const TRACE_ID = 'req_5759e988-bd86-2e3f-e1be-46a994272793'
const URL = 'http://shop.example/api/orders'

beforeEach(() => {
  freshWorker()
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'shop-frontend')
  vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '512')
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Runs code as a part of an invocation that Lambda's runtime client tells of. */
async function invoked<T>(fields: object, run: () => T): Promise<T> {
  const store = await InvokeStore.getInstanceAsync()
  return store.run({ [REQUEST_ID]: 'a1', ...fields }, run)
}

const loadNext = () => import('../../src/next/index.ts')
const context = { params: Promise.resolve({}) }
const answer = () => new Response('ok')

/** Sends requests with these headers to a new worker's route. Returns its records. */
async function recordsOf(
  fields: object,
  ...requests: readonly Readonly<Record<string, string>>[]
): Promise<readonly TraceRecord[]> {
  const { withTracing } = await loadNext()
  const GET = withTracing<Request>(answer)
  const { records } = await captureRecords(async () => {
    for (const headers of requests)
      await invoked(fields, () => GET(new Request(URL, { headers }), context))
  })
  return records
}

describe('a request to a Next.js app on Lambda', () => {
  it('has what Lambda knows of its invocation', async () => {
    const [start, ending] = await recordsOf({}, {})
    const known = { functionName: 'shop-frontend', requestId: 'a1', coldStart: true }
    expect(start).toMatchObject({ ...known, metadata: { initTime: expect.any(Number) } })
    const measured = { memoryLimit: 512, memoryUsed: expect.any(Number) }
    expect(ending).toMatchObject({ ...known, metadata: measured })
    expect(ending?.metadata).not.toHaveProperty('remainingTime')
  })

  it('has no requestId if the runtime client does not tell it', async () => {
    vi.stubGlobal('awslambda', undefined)
    const [start] = await recordsOf({}, {})
    expect(start).toMatchObject({ functionName: 'shop-frontend' })
    expect(start).not.toHaveProperty('requestId')
    vi.stubGlobal('awslambda', { InvokeStore: { getRequestId: () => '-' } })
    expect((await recordsOf({}, {}))[0]).not.toHaveProperty('requestId')
  })

  it('is a cold start only if it is the first of its worker that has a start', async () => {
    const { withProxyTracing, withTracing } = await loadNext()
    const request = new NextRequest(URL)
    const GET = withTracing<Request>(answer)
    const { records } = await captureRecords(async () => {
      await withProxyTracing()(request, {} as never)
      await withProxyTracing(() => undefined)(request, {} as never)
      await GET(new Request(URL), context)
    })
    const starts = records.filter(({ phase }) => phase === 'start')
    expect(starts.map(({ layer, coldStart }) => [layer, coldStart])).toEqual([
      ['proxy', true],
      ['api-route', false],
    ])
  })

  it('continues the trace of the function’s segment, as its child', async () => {
    const header = `Root=${ROOT};Parent=${SEGMENT};Sampled=0`
    const sent = { 'x-amzn-trace-id': `Root=${ROOT};Parent=00f067aa0ba902b7` }
    const [start] = await recordsOf({ [X_RAY_TRACE_ID]: header }, sent)
    expect(start).toMatchObject({ traceId: TRACE_ID, parentId: SEGMENT })

    vi.stubGlobal('awslambda', undefined)
    vi.stubEnv('_X_AMZN_TRACE_ID', header)
    expect((await recordsOf({}, sent))[0]).toMatchObject({ traceId: TRACE_ID, parentId: SEGMENT })
  })

  it('links the caller’s trace if Lambda’s segment is of another one', async () => {
    const sent = { 'x-amzn-trace-id': 'Root=1-01a2033f-87ef76348bbae9bc8f6c8926' }
    const [start] = await recordsOf({ [X_RAY_TRACE_ID]: `Root=${ROOT}` }, sent)
    expect(start).toMatchObject({
      traceId: TRACE_ID,
      links: ['req_01a2033f-87ef-7634-8bba-e9bc8f6c8926'],
    })
  })

  it('continues the trace that Lambda was called with, unless its headers name one', async () => {
    const traceparent = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`
    const fields = { [TRACEPARENT]: traceparent('a'), [TRACESTATE]: 'vendor=1' }
    const records = await recordsOf(fields, {}, { traceparent: traceparent('b') })
    const parents = records.flatMap(({ phase, parentId }) => (phase === 'start' ? [parentId] : []))
    expect(parents).toEqual(['a'.repeat(16), 'b'.repeat(16)])
  })

  it('is answered if the runtime client keeps something else there', async () => {
    const broken = { getRequestId: () => 7, getXRayTraceId: () => ({}), getTraceparent: () => 1 }
    vi.stubGlobal('awslambda', { InvokeStore: broken })
    const [start, ending] = await recordsOf({}, {})
    expect(start).not.toHaveProperty('requestId')
    expect(ending?.result).toBe('success')
  })

  it('has its invocation in the record of an error that no wrapper wrote', async () => {
    const { onRequestError } = await loadNext()
    const { records } = await captureRecords(() =>
      invoked({}, () =>
        onRequestError(
          new Error('No stock'),
          { path: '/api/orders', method: 'GET', headers: {} },
          { routerKind: 'App Router', routePath: '/api/orders', routeType: 'route' },
        ),
      ),
    )
    expect(records).toMatchObject([{ requestId: 'a1', functionName: 'shop-frontend' }])
  })
})

describe('the option lambdaTimeoutMs', () => {
  const never = () => new Promise<never>(() => undefined)
  const lambdaTimeoutMs = 5_000

  /** Returns the endings of requests of each kind that never finish, after the timeout. */
  async function endingsOfHanging(): Promise<readonly TraceRecord[]> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] })
    const { withActionTracing, withProxyTracing, withTracing } = await loadNext()
    const { records } = await captureRecords(async () => {
      void withTracing<Request>(never, { lambdaTimeoutMs })(new Request(URL), context)
      void withActionTracing('orders:save', never, { lambdaTimeoutMs })()
      void withProxyTracing(never, { lambdaTimeoutMs })(new NextRequest(URL), {} as never)
      await vi.advanceTimersByTimeAsync(lambdaTimeoutMs)
    })
    return records.filter(({ phase }) => phase === 'complete')
  }

  it('ends a route, an action and a proxy before the timeout', async () => {
    const endings = await endingsOfHanging()
    expect(endings.map(({ layer }) => layer).sort()).toEqual([
      'api-route',
      'proxy',
      'server-action',
    ])
    for (const ending of endings) {
      expect(ending).toMatchObject({
        message: 'Request timeout',
        error: { code: 'TIMEOUT', message: "Still running 50 ms before Lambda's timeout" },
        duration: 4_950,
      })
    }
  })

  it('has no effect outside of Lambda', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', '')
    expect(await endingsOfHanging()).toEqual([])
  })

  it('is refused if it is no whole number of milliseconds', async () => {
    const { withTracing } = await loadNext()
    expect(() => withTracing(answer, { lambdaTimeoutMs: 0 })).toThrow(/'lambdaTimeoutMs'.*got 0/)
  })
})

describe('hoptrace/opennext', () => {
  const STREAMS = Symbol.for('aws.lambda.runtime.handler.streaming')
  const lambda = {
    awsRequestId: 'b2',
    functionName: 'shop-server',
    memoryLimitInMB: '1024',
    getRemainingTimeInMillis: () => 3_000,
  }

  /** Calls a handler that OpenNext's wrapper makes with these arguments. */
  async function recordsOfWrapped(...args: unknown[]): Promise<readonly TraceRecord[]> {
    const { withOpenNextTracing } = await import('../../src/next/opennext.ts')
    const { withTracing } = await loadNext()
    const GET = withTracing<Request>(answer)
    const theirs = {
      name: 'theirs',
      wrapper: async (handle: () => unknown) => Object.assign(() => handle(), { [STREAMS]: 'yes' }),
    }
    const ours = withOpenNextTracing(theirs)()
    expect(ours.name).toBe('theirs')
    const handler = await ours.wrapper(() => GET(new Request(URL), context))
    expect(handler[STREAMS]).toBe('yes')
    const { records } = await captureRecords(() =>
      invoked({}, () => Reflect.apply(handler, {}, args)),
    )
    return records
  }

  it.each([
    ['buffered', [{}, lambda]],
    ['streaming', [{}, { write: () => true }, lambda]],
  ])('hands on Lambda’s context to a %s handler', async (_kind, args) => {
    const [start, ending] = await recordsOfWrapped(...args)
    expect(start).toMatchObject({ requestId: 'b2', functionName: 'shop-server' })
    expect(ending?.metadata).toMatchObject({ memoryLimit: 1024, remainingTime: 3_000 })
  })

  it('changes nothing for a handler that is called without a context', async () => {
    expect((await recordsOfWrapped({}))[0]).toMatchObject({ requestId: 'a1' })
  })

  it('hands on what a wrapper makes that is no handler, such as a server elsewhere', async () => {
    const { withOpenNextTracing } = await import('../../src/next/opennext.ts')
    const server = { fetch: answer }
    const wrapper = async (_handler: unknown, _converter: unknown) => server
    expect(await withOpenNextTracing({ wrapper })().wrapper(answer, undefined)).toBe(server)
  })

  it.each([
    ['no store', {}],
    ['a store that throws', Object.defineProperty({}, 'InvokeStore', { get: () => expect.fail() })],
    ['getters that throw', { InvokeStore: { getRequestId: () => expect.fail() } }],
    ['only symbols', { InvokeStore: { [REQUEST_ID]: 'c3' } }],
    ['the class of its own', { InvokeStore: InvokeStoreBase }],
  ])('knows the invocation if the runtime client has %s', async (_what, awslambda) => {
    const { withOpenNextTracing } = await import('../../src/next/opennext.ts')
    const { withTracing } = await loadNext()
    const GET = withTracing<Request>(answer)
    const wrapper = async (handle: () => Promise<Response>, _converter: unknown) => () => handle()
    const handler = await withOpenNextTracing({ wrapper })().wrapper(
      () => GET(new Request(URL), context),
      undefined,
    )
    vi.stubGlobal('awslambda', awslambda)
    const calls = ['d4', 'e5'].map((awsRequestId) => ({ ...lambda, awsRequestId }))
    const { records } = await captureRecords(() =>
      Promise.all([
        ...calls.map((each) => Reflect.apply(handler, {}, [{}, each])),
        GET(new Request(URL), context),
      ]),
    )
    const ids = records.map(({ requestId }) => requestId)
    expect(ids.toSorted()).toEqual(['d4', 'd4', 'e5', 'e5', undefined, undefined])
  })

  it('refuses what is no wrapper', async () => {
    const { withOpenNextTracing } = await import('../../src/next/opennext.ts')
    expect(() => withOpenNextTracing('aws-lambda' as never)).toThrow(
      "hoptrace: withOpenNextTracing takes a wrapper of OpenNext, got 'aws-lambda'",
    )
  })
})
