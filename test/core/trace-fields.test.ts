import { describe, expect, it } from 'vitest'
import { currentTrace, traceFields } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf } from '../middy/invocation.ts'

const run = (handler: () => unknown, headers: Record<string, string> = {}) =>
  captureRecords(() =>
    handlerOf([tracing()], handler)(events.httpApi({ headers }), lambdaContext()),
  )

describe('traceFields', () => {
  it('returns nothing outside of a request', () => {
    expect(traceFields()).toEqual({})
  })

  it('returns the ids of the running step, as its records have them', async () => {
    const { value, records } = await run(() => {
      const outside = traceFields()
      return [outside, currentTrace().hop('parse', async () => traceFields())]
    })
    const [request, hop] = value as [object, Promise<object>]
    const ids = records.map(({ traceId, spanId }) => ({ traceId, spanId }))
    expect(request).toEqual(ids[0])
    expect(await hop).toEqual(ids.find((_ids, index) => records[index]?.hopName === 'parse'))
  })

  it('returns a new object each time, which a logger may write into', async () => {
    const { value } = await run(() => [traceFields(), traceFields()])
    const [one, other] = value as [object, object]
    expect(one).toEqual(other)
    expect(one).not.toBe(other)
  })
})

describe('the span of the running step', () => {
  it('is the request outside of steps, and the step within one', async () => {
    const { value, records } = await run(() => {
      const trace = currentTrace()
      return [trace.spanId, trace.check('inner', () => trace.spanId)]
    })
    const spans = records.map(({ spanId }) => spanId)
    expect(value).toEqual([spans[0], spans[1]])
  })

  it('is what a traceparent names, with the caller’s trace and our decision', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03'
    const { value } = await run(
      () => {
        const trace = currentTrace()
        return { own: trace.traceparent, spanId: trace.spanId, sent: trace.headers() }
      },
      { traceparent },
    )
    const { own, spanId, sent } = value as { own: string; spanId: string; sent: Headers }
    expect(own).toBe(`00-4bf92f3577b34da6a3ce929d0e0e4736-${spanId}-03`)
    expect(sent.get('traceparent')).toBe(own)
  })

  it('is empty outside of a request', () => {
    const { spanId, traceparent } = currentTrace()
    expect([spanId, traceparent]).toEqual(['', ''])
  })
})
