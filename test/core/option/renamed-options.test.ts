import { describe, expect, it } from 'vitest'
import { tracing } from '../../../src/middy/index.ts'
import { withTracing } from '../../../src/next/index.ts'

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
