import { describe, expect, it } from 'vitest'
import {
  addTraceHeaders,
  logLambdaError,
  logLambdaStart,
  logLambdaSuccess,
  logServiceCall,
} from '../../../src/middy/index.ts'
import {
  createTraceContext,
  injectTraceId,
  logError,
  logHop,
  logRequest,
  logResponse,
} from '../../../src/next/index.ts'

const CALL = { service: 's3', operation: 'get', duration: 1, result: 'success' } as const

describe('a function that takes a trace', () => {
  it.each<[string, (trace: never) => unknown]>([
    ['logRequest', (trace) => logRequest(trace)],
    ['logResponse', (trace) => logResponse(trace)],
    ['logError', (trace) => logError(trace, new Error('no'))],
    ['logHop', (trace) => logHop(trace, 'a', 'pass')],
    ['injectTraceId', (trace) => injectTraceId({}, trace)],
    ['logLambdaStart', (trace) => logLambdaStart(trace)],
    ['logLambdaSuccess', (trace) => logLambdaSuccess(trace)],
    ['logLambdaError', (trace) => logLambdaError(trace, new Error('no'))],
    ['logServiceCall', (trace) => logServiceCall(trace, CALL)],
    ['addTraceHeaders', (trace) => addTraceHeaders({ statusCode: 200 }, trace)],
  ])('%s throws a TypeError if it gets another value than a trace of hoptrace', (name, call) => {
    for (const [value, shown] of [
      [{}, 'object'],
      [undefined, 'undefined'],
      [null, 'null'],
      [7, '7'],
      [new Proxy(createTraceContext({ action: 'a' }), {}), 'object'],
      [{ ...createTraceContext({ action: 'a' }) }, 'object'],
    ]) {
      expect(() => call(value as never)).toThrow(
        new TypeError(`hoptrace: ${name} takes a trace that hoptrace made, got ${shown}`),
      )
    }
  })
})
