import { describe, expect, it } from 'vitest'
import { currentTrace, type Trace, type TraceRecord } from '../../src/index.ts'
import {
  addTraceHeaders,
  createLambdaTraceContext,
  type LambdaContext,
  logLambdaError,
  logLambdaStart,
  logLambdaSuccess,
  logServiceCall,
  type ServiceCall,
  tracing,
} from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext, outermost } from './invocation.ts'

const options = { service: 'bg-remover', action: 'bg-remover:process' }
const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`
const failure = Object.assign(new RangeError('no such key'), { $metadata: { httpStatusCode: 404 } })

type Work = (trace: Trace) => { statusCode: number; body?: string }

/** Returns a handler that calls the public functions itself, as `tracing()` does. */
function tracedByHand(work: Work) {
  return (event: unknown, context: unknown) => {
    const trace = createLambdaTraceContext(event, context as LambdaContext, options)
    logLambdaStart(trace)
    try {
      const response = work(trace)
      logLambdaSuccess(trace, { statusCode: response.statusCode })
      return addTraceHeaders(response, trace)
    } catch (error) {
      logLambdaError(trace, error)
      throw error
    }
  }
}

/** Returns records without times, with spans numbered in their order: equal for two equal runs. */
function comparable(records: TraceRecord[]) {
  const spans = [...new Set(records.map(({ spanId }) => spanId))]
  return records.map((record) => {
    const { timestamp, coldStart, metadata, ...rest } = record
    const { initTime, ...facts } = metadata ?? {}
    return {
      ...rest,
      metadata: facts,
      spanId: spans.indexOf(record.spanId),
      parentId: spans.includes(record.parentId) ? spans.indexOf(record.parentId) : record.parentId,
      duration: typeof record.duration,
    }
  })
}

describe('the public functions', () => {
  it.each<[string, Work]>([
    ['a success', () => ({ statusCode: 200, body: '{}' })],
    ['a 404', () => ({ statusCode: 404, body: '{"error":"none"}' })],
    ['a 502', () => ({ statusCode: 502 })],
    [
      'an error',
      () => {
        throw failure
      },
    ],
    [
      'a call and a hop',
      (trace) => {
        trace.set({ jobId: 'job-17' })
        trace.hop('resize', () => undefined, { width: 64 })
        return trace.call('dynamodb', 'getItem', () => ({ statusCode: 200 }))
      },
    ],
  ])('write the same records as tracing() for %s', async (_name, work) => {
    const event = httpApiEvent({ traceparent })
    const context = lambdaContext()
    const traced = handlerOf([tracing(options)], () => work(currentTrace()))
    const byTracing = await captureRecords(() => traced(event, context))
    const byHand = await captureRecords(() => tracedByHand(work)(event, context))
    outermost(byHand.records)
    expect(comparable(byHand.records)).toEqual(comparable(byTracing.records))
    expect(byHand.value).toEqual(byTracing.value)
    expect(byHand.error).toBe(byTracing.error)
  })

  it('write metadata in addition to that of the host', async () => {
    const trace = createLambdaTraceContext(httpApiEvent(), lambdaContext(), options)
    const { records } = await captureRecords(() => {
      logLambdaStart(trace, { attempt: 1 })
      logLambdaError(trace, failure, { statusCode: 404, bytes: 10 })
    })
    const { start, ending } = outermost(records)
    const host = { method: 'POST', path: '/process/{id}' }
    expect(start.metadata).toEqual({ ...host, attempt: 1 })
    expect(ending.metadata).toEqual({ ...host, remainingTime: 30_000, statusCode: 404, bytes: 10 })
    expect(ending).toMatchObject({ level: 'warn', error: { code: 'RangeError' } })
  })

  it('accept an event without a context', async () => {
    const { records } = await captureRecords(() => {
      const trace = createLambdaTraceContext(null, {})
      logLambdaStart(trace)
      logLambdaSuccess(trace)
    })
    expect(outermost(records).ending).toMatchObject({ layer: 'lambda', result: 'success' })
  })
})

describe('logServiceCall', () => {
  const fail = () => {
    throw failure
  }

  it.each<[string, Pick<ServiceCall, 'result' | 'error'>, () => unknown]>([
    ['succeeds', { result: 'success' }, () => 'value'],
    ['fails', { result: 'error', error: failure }, fail],
  ])('writes the same record as trace.call() if the call %s', async (_name, ended, fn) => {
    const metadata = { bucket: 'images', key: '17.png' }
    const { records } = await captureRecords(() => {
      const trace = createLambdaTraceContext(
        httpApiEvent({ traceparent }),
        lambdaContext(),
        options,
      )
      logServiceCall(trace, {
        service: 's3',
        operation: 'getObject',
        duration: 1.5,
        metadata,
        ...ended,
      })
      const call = () => trace.call('s3', 'getObject', fn, metadata)
      if (ended.error) expect(call).toThrow(failure)
      else call()
    })
    const [byHand, byCall] = records.map((record) => comparable([record])[0])
    expect(byHand).toEqual(byCall)
    expect(records[0]).toMatchObject({
      phase: 'call',
      message: 'Service call - S3',
      action: 'service:s3:getObject',
      duration: 1.5,
    })
  })

  it('writes a failure without an error', async () => {
    const { records } = await captureRecords(() => {
      const trace = createLambdaTraceContext({}, lambdaContext())
      logServiceCall(trace, { service: 'sqs', operation: 'send', duration: 2, result: 'error' })
    })
    expect(records).toMatchObject([{ phase: 'call', level: 'error', result: 'error', duration: 2 }])
  })

  it.each([
    [{ result: 'failed"' }, { result: 'error', level: 'error', duration: 2 }],
    [{ result: undefined }, { result: 'error', level: 'error', duration: 2 }],
    [{ duration: '3' }, { result: 'success', duration: 3 }],
    [{ duration: Number.NaN }, { result: 'success', duration: 0 }],
    [{ duration: '",' }, { result: 'success', duration: 0 }],
    [{ duration: Symbol('2') }, { result: 'success', duration: 0 }],
  ])('accepts values of wrong types: %o', async (wrong, expected) => {
    const { records } = await captureRecords(() => {
      const trace = createLambdaTraceContext({}, lambdaContext())
      const call = { service: 'sqs', operation: 'send', duration: 2, result: 'success', ...wrong }
      logServiceCall(trace, call as ServiceCall)
    })
    expect(records).toMatchObject([{ phase: 'call', ...expected }])
  })
})

describe('a second ending', () => {
  const endings = {
    success: (trace: Trace) => logLambdaSuccess(trace, { statusCode: 200 }),
    error: (trace: Trace) => logLambdaError(trace, failure),
  }

  it.each([
    ['success', 'success'],
    ['success', 'error'],
    ['error', 'success'],
    ['error', 'error'],
  ] as const)('is written as a late record: %s, then %s', async (first, second) => {
    const { records } = await captureRecords(() => {
      const trace = createLambdaTraceContext(httpApiEvent(), lambdaContext())
      logLambdaStart(trace)
      endings[first](trace)
      endings[second](trace)
    })
    expect(outermost(records).ending.result).toBe(first)
    expect(records.slice(2)).toMatchObject([{ phase: 'log', late: true, result: second }])
    expect(records[2]).not.toHaveProperty('duration')
  })
})
