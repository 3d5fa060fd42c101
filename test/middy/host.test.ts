import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TraceRecord } from '../../src/index.ts'
import { captureRecords } from '../capture.ts'
import { freshWorker } from '../fresh-worker.ts'
import { handlerOf, httpApiEvent, lambdaContext } from './invocation.ts'

/** Invokes a handler as a new worker does: the package is loaded again. */
async function invokeFirst(invocations: number, context: object = {}): Promise<TraceRecord[]> {
  const { tracing } = await import('../../src/middy/index.ts')
  const handler = handlerOf([tracing()], () => ({ statusCode: 200 }))
  const { records } = await captureRecords(async () => {
    for (let n = 0; n < invocations; n += 1) await handler(httpApiEvent(), lambdaContext(context))
  })
  return records
}

const endings = (records: TraceRecord[]) => records.filter(({ phase }) => phase === 'complete')

beforeEach(freshWorker)
afterEach(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

describe('coldStart', () => {
  it('is true once per worker', async () => {
    const records = await invokeFirst(3)
    expect(endings(records).map(({ coldStart }) => coldStart)).toEqual([true, false, false])
  })

  it('is false with provisioned concurrency', async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'provisioned-concurrency')
    expect(endings(await invokeFirst(1))[0]?.coldStart).toBe(false)
  })

  it('is false if the worker was loaded more than 10 seconds before', async () => {
    vi.useFakeTimers({ toFake: ['hrtime'] })
    await import('../../src/middy/index.ts')
    vi.advanceTimersByTime(10_001)
    expect(endings(await invokeFirst(1))[0]?.coldStart).toBe(false)
  })
})

describe('initTime', () => {
  it('is on the first start: the milliseconds from the process’s start to its first invocation', async () => {
    const before = process.uptime() * 1000
    const records = await invokeFirst(2)
    const [first, second] = records.filter(({ phase }) => phase === 'start')
    const initTime = Number(first?.metadata?.initTime)
    expect(initTime).toBeGreaterThanOrEqual(Math.floor(before))
    expect(initTime).toBeLessThanOrEqual(Math.ceil(process.uptime() * 1000))
    expect(second?.metadata).toEqual({ method: 'POST', path: '/process/{id}' })
    expect(endings(records)[0]?.metadata).not.toHaveProperty('initTime')
  })

  it('is left out if the worker did not wait for its initialization', async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'provisioned-concurrency')
    expect((await invokeFirst(1))[0]?.metadata).not.toHaveProperty('initTime')
  })
})

describe('an ending', () => {
  it('has the memory limit, the memory used and the remaining time', async () => {
    const [ending] = endings(await invokeFirst(1, { memoryLimitInMB: '512' }))
    expect(ending?.metadata).toEqual({
      method: 'POST',
      path: '/process/{id}',
      statusCode: 200,
      memoryLimit: 512,
      memoryUsed: expect.any(Number),
      remainingTime: 30_000,
    })
    expect(ending?.metadata?.memoryUsed).toBeGreaterThan(10)
  })
})

describe('X-Ray’s header of an invocation', () => {
  const root = '1-5759e988-bd862e3fe1be46a994272793'
  const traceId = 'req_5759e988-bd86-2e3f-e1be-46a994272793'

  it('names the trace if the event names none', async () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`)
    const [start] = await invokeFirst(1)
    expect(start).toMatchObject({ traceId, parentId: '53995c3f42cd8ad8' })
  })

  it('is read from the context if many invocations share a process', async () => {
    const [start] = await invokeFirst(1, { xRayTraceId: `Root=${root};Sampled=1` })
    expect(start?.traceId).toBe(traceId)
  })

  it('does not replace a trace id that the caller sent', async () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', `Root=${root};Sampled=1`)
    const { tracing } = await import('../../src/middy/index.ts')
    const handler = handlerOf([tracing()], () => ({ statusCode: 200 }))
    const named = 'req_0198c0de-7a5b-7c3d-8e9f-0a1b2c3d4e5f'
    const event = httpApiEvent({ 'x-trace-id': named })
    const { records } = await captureRecords(() => handler(event, lambdaContext()))
    expect(records[0]).toMatchObject({ traceId: named, xrayTraceId: root })
  })
})
