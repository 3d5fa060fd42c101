import { afterEach, describe, expect, it, vi } from 'vitest'
import { tracing } from '../../../src/middy/index.ts'
import { withTracing } from '../../../src/next/index.ts'

afterEach(() => vi.unstubAllEnvs())

describe('an option under its old name', () => {
  const LAMBDA = [
    ['onError', 'failureLevel'],
    ['body', 'traceIdInBody'],
    ['timeoutMargin', 'timeoutMarginMs'],
    ['maxHops', 'maxServices'],
  ]
  it.each(LAMBDA)('makes tracing() throw a TypeError with the new name: %s', (old, name) => {
    const message = `hoptrace: unknown option '${old}'; it is now called '${name}'`
    expect(() => tracing({ [old ?? '']: 1 } as never)).toThrow(new TypeError(message))
  })

  it.each([
    ['onError', 'failureLevel'],
    ['body', 'traceIdInBody'],
    ['errors', 'errorResponse'],
  ])('makes withTracing() throw a TypeError with the new name: %s', (old, name) => {
    const message = `hoptrace: unknown option '${old}'; it is now called '${name}'`
    const setUp = () => withTracing(() => new Response(), { [old]: 1 } as never)
    expect(setUp).toThrow(new TypeError(message))
  })

  it('is an unknown option for an adapter that has no such option', () => {
    expect(() => tracing({ errors: 'json' } as never)).toThrow(/'errors'; known are service/)
  })
})

describe('an environment variable with an old name', () => {
  it.each([
    ['HOPTRACE_ON_ERROR', 'HOPTRACE_FAILURE_LEVEL'],
    ['HOPTRACE_BODY', 'HOPTRACE_TRACE_ID_IN_BODY'],
    ['HOPTRACE_TIMEOUT_MARGIN', 'HOPTRACE_TIMEOUT_MARGIN_MS'],
    ['HOPTRACE_MAX_HOPS', 'HOPTRACE_MAX_SERVICES'],
    ['HOPTRACE_SAMPLE_RATE', 'HOPTRACE_SAMPLING_RATE'],
  ])('%s makes tracing() throw a TypeError with the new name', (oldName, newName) => {
    vi.stubEnv(oldName, '1')
    expect(() => tracing()).toThrow(
      new TypeError(`hoptrace: unknown ${oldName}; it is now called ${newName}`),
    )
  })

  it('of another adapter is ignored', () => {
    vi.stubEnv('HOPTRACE_ERRORS', 'json')
    expect(() => tracing()).not.toThrow()
    expect(() => withTracing(() => new Response())).toThrow('HOPTRACE_ERROR_RESPONSE')
  })
})
