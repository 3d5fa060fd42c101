import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SegmentDocument } from '../../local/stand-ins/xray-daemon.ts'
import { currentTrace, type TraceRecord } from '../../src/index.ts'
import { eachRecord, type LambdaTracingOptions, tracing } from '../../src/middy/index.ts'
import { logHop, withTracing } from '../../src/next/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext, turn, untimed } from '../middy/invocation.ts'
import { endsAmong, sentBy, unexpected, xray } from './daemon.ts'

const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
const FUNCTION = '53995c3f42cd8ad8'
const headerOf = (sampled = '1', root = ROOT) =>
  `Root=${root};Parent=${FUNCTION};Sampled=${sampled};Lineage=a:0`

/** Runs a function outside of any invocation. */
const outside = AsyncLocalStorage.snapshot()

/** Invokes a handler of a function that X-Ray traces, and waits for its documents. */
function invokeTraced(
  handle: (event: unknown, context: unknown) => unknown,
  { header = headerOf(), event = httpApiEvent(), ...options }: InvokeOptions = {},
) {
  const handler = handlerOf([tracing({ exporters: [xray()], ...options })], handle)
  const context = lambdaContext({ xRayTraceId: header })
  return sentBy(() => outside(() => handler(event, context)))
}

interface InvokeOptions extends LambdaTracingOptions {
  readonly header?: string
  readonly event?: unknown
}

const isEnding = ({ phase }: TraceRecord) => phase === 'complete'
const isHop = (name: string) => (record: TraceRecord) => record.hopName === name
const isCall = ({ phase }: TraceRecord) => phase === 'call'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

describe('a request to a Next.js app on Lambda', () => {
  /** Sends a request to a route of a function whose segment X-Ray has decided on. */
  function send(sampled: '0' | '1') {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'shop-frontend')
    vi.stubEnv('_X_AMZN_TRACE_ID', headerOf(sampled))
    const GET = withTracing<Request>(() => new Response('ok'), { exporters: [xray()] })
    const request = new Request('http://shop.example/', {
      headers: { 'x-amzn-trace-id': `Root=${ROOT};Sampled=1` },
    })
    return outside(() => GET(request, { params: Promise.resolve({}) }))
  }

  it('is a subsegment of the function’s own segment', async () => {
    const { documents } = await sentBy(() => send('1'))
    expect(documents).toMatchObject([{ trace_id: ROOT, parent_id: FUNCTION, type: 'subsegment' }])
  })

  it('is not sent if Lambda has decided against it, whatever its caller says', async () => {
    const { records } = await captureRecords(() => send('0'))
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(unexpected()).toBe(0)
  })
})

describe('an invocation that X-Ray traces', () => {
  it('is a subsegment of the function’s own segment, with its steps nested', async () => {
    const { documents, documentOf, records } = await invokeTraced(() => {
      const trace = currentTrace()
      return trace.hop('Authentication', () => trace.call('credits', 'debit', () => 1))
    })
    expect(documentOf(isEnding)).toMatchObject({
      trace_id: ROOT,
      parent_id: FUNCTION,
      type: 'subsegment',
      name: 'POST /process/_id_',
    })
    expect(documentOf(isHop('Authentication'))).toMatchObject({ name: 'Authentication' })
    expect(documentOf(isHop('Authentication'))).not.toHaveProperty('namespace')
    expect(documentOf(isCall)).toMatchObject({ name: 'credits', namespace: 'remote' })
    for (const record of endsAmong(records)) {
      const document = documentOf((other) => other === record)
      if (!isEnding(record)) expect(document.parent_id).toBe(record.parentId)
      expect(document.trace_id).toBe(ROOT)
      const duration = (document.end_time - document.start_time) * 1000
      expect(duration).toBeCloseTo(record.duration ?? Number.NaN, 1)
    }
    expect(documents).toHaveLength(3)
  })

  it('is found by _X_AMZN_TRACE_ID, even with acceptInbound: false', async () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', headerOf())
    const exporters = [xray()]
    const handler = handlerOf([tracing({ exporters, acceptInbound: false })], () => 1)
    const { documents } = await sentBy(() => handler(httpApiEvent(), lambdaContext()))
    expect(documents).toMatchObject([{ trace_id: ROOT, parent_id: FUNCTION }])
  })

  it.each([
    ['of the caller', { acceptInbound: true }],
    ['of its own', { acceptInbound: false }],
  ])('stays in X-Ray’s trace under an id %s, which the record links', async (_whose, option) => {
    const id = 'req_01890000-0000-7000-8000-000000000001'
    const event = httpApiEvent({ 'x-trace-id': id })
    let sent: string | null = null
    const look = () => {
      sent = currentTrace().headers().get('x-amzn-trace-id')
    }
    const { documentOf, records } = await invokeTraced(() => currentTrace().hop('a', look), {
      event,
      ...option,
    })
    expect(sent).toBe(`Root=${ROOT};Parent=${documentOf(isHop('a')).id};Sampled=1;Lineage=a:0`)
    expect(documentOf(isHop('a')).trace_id).toBe(ROOT)
    const ending = records.find(isEnding)
    expect(ending?.traceId === id).toBe(option.acceptInbound)
    expect(ending).toMatchObject({ xrayTraceId: ROOT })
    expect(documentOf(isEnding)).toMatchObject({
      trace_id: ROOT,
      parent_id: FUNCTION,
      annotations: { traceId: ending?.traceId },
    })
  })

  it('is not sent if X-Ray does not sample it', async () => {
    const exporters = [xray()]
    const unsampled = handlerOf([tracing({ exporters })], () => currentTrace().hop('a', () => 1))
    const context = lambdaContext({ xRayTraceId: headerOf('0') })
    await captureRecords(() => outside(() => unsampled(httpApiEvent(), context)))
    const { documents } = await invokeTraced(() => 1)
    expect(documents).toMatchObject([{ trace_id: ROOT }])
    expect(unexpected()).toBe(0)
  })

  it('is sent if X-Ray samples it, even if its records are not written', async () => {
    const { documents } = await invokeTraced(() => 1, { sampling: { rate: 0 } })
    expect(documents).toHaveLength(1)
  })

  it('has each record of a batch below it, even one of another trace', async () => {
    const sender = `Root=1-5759e988-${'a'.repeat(24)};Parent=${'a'.repeat(16)};Sampled=1`
    const event = events.sqs(
      { headers: { 'x-trace-id': 'req_one' }, body: {} },
      { headers: { 'x-trace-id': 'req_two', 'x-amzn-trace-id': sender }, body: {} },
    )
    const sent: unknown[] = []
    const handle = (batch: unknown) =>
      eachRecord(batch as never, (_record, trace) =>
        trace.hop('Step', () => sent.push(trace.headers().get('x-amzn-trace-id'))),
      )
    const { documents, records } = await invokeTraced(handle, { event })
    const batch = documents.find(({ parent_id }) => parent_id === FUNCTION)
    const within = documents.filter(({ parent_id }) => parent_id === batch?.id)
    expect(within.map(({ annotations }) => annotations)).toMatchObject([
      { traceId: 'req_one' },
      { traceId: 'req_two' },
    ])
    expect(documents.map(({ trace_id }) => trace_id)).toEqual(documents.map(() => ROOT))
    expect(endsAmong(records)).toHaveLength(5)
    const handled = records.filter(({ traceId = '' }) => /^req_(one|two)$/.test(traceId))
    expect(handled.filter(isEnding)).toMatchObject([{ xrayTraceId: ROOT }, { xrayTraceId: ROOT }])
    expect(sent).toEqual(
      records
        .filter(isHop('Step'))
        .map(({ spanId }) => `Root=${ROOT};Parent=${spanId};Sampled=1;Lineage=a:0`),
    )
  })

  it.each([
    ['an undisturbed process', 0],
    ['a process that is interrupted while it first reads the clock', 4],
  ])('has the records of a batch within its own time, in their order, in %s', async (_, pause) => {
    const { now: read } = Date
    let readings = 0
    vi.spyOn(Date, 'now').mockImplementation(() => {
      const now = read()
      readings += 1
      const end = readings < 7 ? now + pause : now
      while (read() < end);
      return now
    })
    const event = events.sqsFifo(...Array.from({ length: 50 }, () => ({ body: {} })))
    const handle = (batch: unknown) => eachRecord(batch as never, () => 1)
    const { documents } = await invokeTraced(handle, { event })
    const batch = documents.at(-1)
    const within = documents.slice(0, -1)
    const times = within.flatMap(({ start_time, end_time }) => [start_time, end_time])
    const all = [batch?.start_time, ...times, batch?.end_time] as number[]
    expect(within).toHaveLength(50)
    // A number of seconds since the epoch is exact to a microsecond.
    const micros = all.map((time) => Math.round(time * 1e6))
    expect(micros).toEqual(micros.toSorted((one, other) => one - other))
  })

  it('starts at the clock’s time, even after the clock was set', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 })
    const seconds: number[] = []
    for (const now of [1_700_000_000_000, 1_700_003_600_000, 1_700_001_000_000]) {
      vi.setSystemTime(now)
      const { documents } = await invokeTraced(() => 1)
      seconds.push(...documents.map(({ start_time }) => Math.round(start_time)))
    }
    expect(seconds).toEqual([1_700_000_000, 1_700_003_600, 1_700_001_000])
  })

  it('is one subsegment for a handler and the handler within it', async () => {
    const inner = handlerOf([tracing({ exporters: [xray()] })], () => 1)
    const { documents } = await invokeTraced((event, context) => inner(event, context))
    expect(documents).toMatchObject([{ parent_id: FUNCTION, type: 'subsegment' }])
  })
})

describe('a step that outlives its invocation', () => {
  const never = () => new Promise(() => undefined)
  const openAmong = (documents: readonly SegmentDocument[]) =>
    documents.filter(({ in_progress }) => in_progress === true)

  it('is in progress after a timeout, with its ended steps below it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] })
    const handler = untimed([tracing({ exporters: [xray()] })], () => {
      const trace = currentTrace()
      logHop(trace, 'Queue', 'start')
      return trace.hop('Render', async () => {
        trace.call('s3', 'getObject', () => 1)
        await trace.call('bedrock', 'invoke', never)
      })
    })
    const context = lambdaContext({ xRayTraceId: headerOf() })
    const { documents, documentOf } = await sentBy(async () => {
      void outside(() => handler(httpApiEvent(), context))
      await vi.advanceTimersByTimeAsync(29_750)
    }, 3)
    const request = documentOf(isEnding)
    const { traceId } = request.annotations as { traceId: string }
    const open = openAmong(documents).toSorted((one, other) => one.id.localeCompare(other.id))
    expect(open).toMatchObject([
      { name: 'Queue', parent_id: request.id, annotations: { traceId } },
      { name: 'Render', parent_id: request.id, trace_id: ROOT, type: 'subsegment' },
      { name: 'service:bedrock:invoke', parent_id: open[1]?.id },
    ])
    expect(documentOf(isCall)).toMatchObject({ parent_id: open[1]?.id })
  })

  it('is in progress until it ends', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const { documents } = await sentBy(async () => {
      const context = lambdaContext({ xRayTraceId: headerOf() })
      const handle = () => void currentTrace().hop('Mail', () => promise)
      await outside(() =>
        handlerOf([tracing({ exporters: [xray()] })], handle)(httpApiEvent(), context),
      )
      resolve()
      await turn()
    }, 1)
    const [request, open, end] = documents
    expect(open).toMatchObject({ name: 'Mail', in_progress: true, parent_id: request?.id })
    expect(end).toMatchObject({ name: 'Mail', id: open?.id, start_time: open?.start_time })
    expect(openAmong(documents)).toHaveLength(1)
  })

  it('is not sent if the invocation is not sampled', async () => {
    const handle = () => void currentTrace().hop('Mail', never)
    const handler = handlerOf([tracing({ exporters: [xray()] })], handle)
    const context = lambdaContext({ xRayTraceId: headerOf('0') })
    await captureRecords(() => outside(() => handler(httpApiEvent(), context)))
    await invokeTraced(() => 1)
    expect(unexpected()).toBe(0)
  })
})

describe('an invocation of a durable execution', () => {
  const execution = '01a20346-79d3-70ee-a555-c76cc1296de5'
  const durableExecutionArn = `arn:aws:lambda:eu-north-1:1:function:order:1/durable-execution/o/${execution}`

  it('is in progress if it is suspended, with its ended steps below it', async () => {
    const { promise: suspended } = Promise.withResolvers()
    const handler = untimed([tracing({ exporters: [xray()] })], async () => {
      currentTrace().hop('Charge', () => 1)
      await suspended
    })
    const context = (durableExecutionMode: string, root: string) =>
      lambdaContext({
        durableExecutionMode,
        executionContext: { durableExecutionArn },
        xRayTraceId: headerOf('1', root),
      })
    const roots = [ROOT, ROOT.replace('1-5', '1-6')]
    const { documents } = await sentBy(async () => {
      void outside(() => handler({}, context('ExecutionMode', roots[0] ?? '')))
      void outside(() => handler({}, context('ReplayMode', roots[1] ?? '')))
      await turn()
    }, 2)
    for (const root of roots) {
      const own = documents.filter(({ trace_id }) => trace_id === root)
      expect(own).toMatchObject([
        { id: 'a555c76cc1296de5', parent_id: FUNCTION, in_progress: true },
        { name: 'Charge', parent_id: 'a555c76cc1296de5' },
      ])
    }
  })
})

describe('parallel work', () => {
  it('of one request is below the step that started it', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `Call ${index}`)
    const { documentOf } = await invokeTraced(() => {
      const trace = currentTrace()
      const inner = async (name: string) => {
        await turn()
        return trace.hop(`${name} inner`, turn)
      }
      return Promise.all(names.map((name) => trace.hop(name, () => inner(name))))
    })
    for (const name of names) {
      const outer = documentOf(isHop(name))
      expect(outer.parent_id).toBe(documentOf(isEnding).id)
      expect(documentOf(isHop(`${name} inner`)).parent_id).toBe(outer.id)
    }
  })

  it('of 50 invocations with 10 calls each is below the right invocation', async () => {
    const handler = handlerOf([tracing({ exporters: [xray()] })], async (event) => {
      const trace = currentTrace()
      const { rawPath } = event as { rawPath: string }
      const call = (_: unknown, index: number) =>
        trace.call('credits', 'debit', turn, { path: rawPath, index })
      await Promise.all(Array.from({ length: 10 }, call))
      return { statusCode: 200 }
    })
    const rootOf = (index: number) => `1-5759e988-${String(index).padStart(24, '0')}`
    const invoke = (_: unknown, index: number) => {
      const context = lambdaContext({ xRayTraceId: headerOf('1', rootOf(index)) })
      return outside(() => handler(httpApiEvent({}, { rawPath: `/${index}` }), context))
    }
    const { documents } = await sentBy(() => Promise.all(Array.from({ length: 50 }, invoke)))
    expect(documents).toHaveLength(550)
    for (let index = 0; index < 50; index += 1) {
      const own = documents.filter(({ trace_id }) => trace_id === rootOf(index))
      const [request, ...more] = own.filter(({ parent_id }) => parent_id === FUNCTION)
      const calls = own.filter(({ parent_id }) => parent_id === request?.id)
      expect(more).toEqual([])
      expect(calls).toHaveLength(10)
      for (const { http, metadata } of calls) {
        expect(http).toBeUndefined()
        expect(metadata).toMatchObject({ hoptrace: { path: `/${index}` } })
      }
    }
  })
})
