import type { SQSEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { currentTrace, traceFields } from '../../../src/index.ts'
import { eachRecord, tracing } from '../../../src/middy/index.ts'
import { withTracing } from '../../../src/next/index.ts'
import { events, lambdaContext } from '../../../src/testing/index.ts'
import { captureRecords } from '../../capture.ts'
import { handlerOf } from '../../middy/invocation.ts'

const run = (handler: () => unknown, headers: Record<string, string> = {}) =>
  captureRecords(() =>
    handlerOf([tracing()], handler)(events.httpApi({ headers }), lambdaContext()),
  )

/** The members of a trace as it is logged, without its place in a set. */
const membersOf = (trace: unknown) => Object.keys(Object(trace)).filter((name) => name !== 'slot')

// First in the file: on Node 22, what a Middy handler has entered stays visible to the next test.
describe('the ids of the running step outside of a request', () => {
  it('are empty', () => {
    const { spanId, traceparent } = currentTrace()
    expect([spanId, traceparent, traceFields()]).toEqual(['', '', {}])
  })
})

describe('traceFields', () => {
  it('returns the ids that the records of the running step have', async () => {
    const { value, records } = await run(() => {
      const outside = traceFields()
      return [outside, currentTrace().hop('parse', async () => traceFields())]
    })
    const [request, hop] = value as [object, Promise<object>]
    const ids = records.map(({ traceId, spanId }) => ({ traceId, spanId }))
    expect(request).toEqual(ids[0])
    expect(await hop).toEqual(ids.find((_ids, index) => records[index]?.hopName === 'parse'))
  })

  it('returns the ids of each record of a batch', async () => {
    const handle = (event: SQSEvent) => eachRecord(event, () => void seen.push(traceFields()))
    const seen: object[] = []
    const { records } = await captureRecords(() =>
      handlerOf([tracing()], handle as never)(
        events.sqs({ body: '1' }, { body: '2' }),
        lambdaContext(),
      ),
    )
    const starts = records.filter(({ message }) => message === 'Record start')
    expect(seen).toEqual(starts.map(({ traceId, spanId }) => ({ traceId, spanId })))
  })

  it('returns the ids of a Next.js route', async () => {
    const route = withTracing(() => Response.json(traceFields()))
    const { value, records } = await captureRecords(() =>
      route(new Request('http://a.example/') as never, { params: Promise.resolve({}) }),
    )
    const [start] = records
    expect(await (value as Response).json()).toEqual({
      traceId: start?.traceId,
      spanId: start?.spanId,
    })
  })

  it('returns nothing before an invocation’s trace begins, after another one has ended', async () => {
    const seen: object[] = []
    const look = { before: () => void seen.push(traceFields()) }
    const handler = handlerOf([look, tracing(), look], () => undefined)
    await captureRecords(async () => {
      await handler(events.httpApi(), lambdaContext())
      await handler(events.httpApi(), lambdaContext())
    })
    expect(seen.map((fields) => Object.keys(fields).length)).toEqual([0, 2, 0, 2])
  })

  it('returns a new object each time', async () => {
    const { value } = await run(() => [traceFields(), traceFields()])
    const [one, other] = value as [object, object]
    expect(one).toEqual(other)
    expect(one).not.toBe(other)
  })
})

describe('a trace that is logged', () => {
  it('is written with its id alone, without settings and headers', async () => {
    const { records } = await run(() => currentTrace().info('look', { trace: currentTrace() }), {
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03',
      tracestate: 'vendor=opaque',
    })
    const line = records.find(({ message }) => message === 'look')
    expect(line?.metadata?.trace).toMatchObject({ id: line?.traceId })
    expect(membersOf(line?.metadata?.trace)).toEqual(['id'])
    const { value } = await run(() => JSON.stringify(currentTrace()))
    expect(membersOf(JSON.parse(value as string))).toEqual(['id'])
  })
})

describe('trace.spanId and trace.traceparent', () => {
  it('name the request outside of steps, and the step within one', async () => {
    const { value, records } = await run(() => {
      const trace = currentTrace()
      return [trace.spanId, trace.check('inner', () => trace.spanId)]
    })
    const spans = records.map(({ spanId }) => spanId)
    expect(value).toEqual([spans[0], spans[1]])
  })

  it('have the caller’s trace and the own sampling decision, as the sent header has', async () => {
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

  it('have the flag unsampled if the request is not sampled', async () => {
    const { value } = await captureRecords(() =>
      handlerOf([tracing({ sampling: { rate: 0 } })], () => currentTrace().traceparent)(
        events.httpApi(),
        lambdaContext(),
      ),
    )
    expect(value).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-02$/)
  })

  it('have the W3C id of the record if the trace id is foreign', async () => {
    const { value, records } = await run(() => currentTrace().traceparent, {
      'x-trace-id': 'job-17',
    })
    expect(records[0]?.traceId).toBe('job-17')
    expect((value as string).split('-')[1]).toBe(records[0]?.w3cTraceId)
  })
})
