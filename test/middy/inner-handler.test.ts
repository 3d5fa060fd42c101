import httpErrorHandler from '@middy/http-error-handler'
import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import {
  createLambdaTraceContext,
  logLambdaStart,
  logLambdaSuccess,
  tracing,
  withLambdaTracing,
} from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { type Handle, handlerOf, httpApiEvent, invoke, lambdaContext, turn } from './invocation.ts'

const answer = () => ({ statusCode: 200 })
const unnamed = {
  requestContext: { http: { method: 'GET', path: '/orders/17' } },
  routeKey: '$default',
}
const errors = httpErrorHandler({ logger: false })

/** Returns a handler that fails with an error, which its own chain answers. */
const answering = (error: unknown): Handle =>
  handlerOf([tracing(), errors], () => Promise.reject(error))

const missing = Object.assign(new RangeError('No order 17'), { statusCode: 404 })
const broken = Object.assign(new TypeError('No database'), { statusCode: 503 })

describe('a traced handler within a traced handler', () => {
  it('is a part of its request, which is counted once', async () => {
    const shared = tracing({ metrics: true })
    const { records } = await invoke([shared], handlerOf([shared], answer))
    expect(records.map(({ phase, Requests }) => [phase, Requests])).toEqual([
      ['start', undefined],
      ['complete', 1],
    ])
  })

  it.each([
    ['its own, if the outer handler names none', undefined, 'orders:get'],
    ['the outer handler’s, if that names one', 'shop', 'shop'],
  ])('gives the request an action: %s', async (_which, action, expected) => {
    const inner = handlerOf([tracing({ action: 'orders:get' })], answer)
    const { ending } = await invoke([tracing(action ? { action } : {})], inner, unnamed)
    expect(ending.action).toBe(expected)
  })

  it('says who the request is about only with an identify of its own', async () => {
    const claims = { authorizer: { jwt: { claims: { sub: 'by claim' } } } }
    const event = httpApiEvent({}, { requestContext: { http: { method: 'GET' }, ...claims } })
    const userAfter = async (options: Parameters<typeof tracing>[0]) => {
      const inner = handlerOf([tracing(options)], answer)
      const outer = tracing({ identify: () => ({ userId: 'by the outer' }) })
      return (await invoke([outer], inner, event)).ending.userId
    }
    expect(await userAfter({})).toBe('by the outer')
    expect(await userAfter({ identify: () => ({ userId: 'by the inner' }) })).toBe('by the inner')
  })

  it('has its steps within the hop that it runs in', async () => {
    const inner = handlerOf([tracing()], () => currentTrace().hop('inside', answer))
    const { records } = await invoke([tracing()], (event, context) =>
      currentTrace().hop('delegate', () => inner(event, context)),
    )
    const [inside, delegate] = records.filter(({ phase }) => phase === 'hop')
    expect(inside?.parentId).toBe(delegate?.spanId)
  })

  it('leaves the trace to the outer handler', async () => {
    const inner = handlerOf([tracing()], () => turn())
    const { records, start } = await invoke([tracing()], async (event, context) => {
      await Promise.all([inner(event, context), inner(event, context)])
      currentTrace().info('after')
    })
    const log = records.find(({ message }) => message === 'after')
    expect(log?.spanId).toBe(start.spanId)
    expect(log).not.toHaveProperty('late')
  })

  it('tells the ending which error it answered', async () => {
    const { ending } = await invoke([tracing()], answering(missing))
    expect(ending).toMatchObject({
      level: 'warn',
      metadata: { statusCode: 404 },
      error: { name: 'RangeError', message: 'No order 17' },
    })
  })

  it('tells no error if the outer handler succeeds after all', async () => {
    const { ending } = await invoke([tracing()], async (event, context) => {
      await answering(missing)(event, context)
      return answer()
    })
    expect(ending).toMatchObject({ result: 'success' })
    expect(ending).not.toHaveProperty('error')
  })

  it('tells no error of a handler that ran before the one that answers', async () => {
    const refusing = handlerOf([tracing()], () => ({ statusCode: 403 }))
    const { ending } = await invoke([tracing()], async (event, context) => {
      await answering(broken)(event, context)
      return refusing(event, context)
    })
    expect(ending.error).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('is a request of its own if it runs later with the same context object', async () => {
    const context = lambdaContext()
    const inner = handlerOf([tracing()], answer)
    const first = await captureRecords(() => inner(httpApiEvent(), context))
    const second = await captureRecords(() => inner(httpApiEvent(), context))
    const ids = [...first.records, ...second.records].map(({ traceId }) => traceId)
    expect(ids).toEqual([ids[0], ids[0], ids[2], ids[2]])
    expect(ids[0]).not.toBe(ids[2])
  })

  it('is a request of its own if it runs at the same time with the same context object', async () => {
    const context = lambdaContext()
    const handler = withLambdaTracing(async (_event: object, _context: object) => {
      await turn()
      return { statusCode: 200, body: currentTrace().id }
    })
    const { value, records } = await captureRecords(() =>
      Promise.all([handler({}, context), handler({}, context)]),
    )
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'start', 'complete', 'complete'])
    expect(value?.map(({ body }) => body)).toEqual([records[0]?.traceId, records[1]?.traceId])
    expect(records[0]?.traceId).not.toBe(records[1]?.traceId)
  })
})

describe('a trace of createLambdaTraceContext', () => {
  const byHand =
    (work: Handle): Handle =>
    async (event, context) => {
      const trace = createLambdaTraceContext(event, context as object, { metrics: true })
      logLambdaStart(trace)
      const value = await work(event, context)
      logLambdaSuccess(trace, { statusCode: 200 })
      return value
    }

  it('is the trace of a traced handler within it', async () => {
    const inner = handlerOf([tracing()], () => currentTrace().info('inside'))
    const { records } = await captureRecords(() => byHand(inner)(httpApiEvent(), lambdaContext()))
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'log', 'complete'])
    expect(new Set(records.map(({ spanId }) => spanId)).size).toBe(1)
  })

  it('is a child of the traced handler that it is made in, and not counted', async () => {
    const handler = handlerOf([tracing({ metrics: true })], byHand(answer))
    const { records } = await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
    const [outer, inner] = records
    expect(inner).toMatchObject({ traceId: outer?.traceId, parentId: outer?.spanId })
    expect(records.map(({ phase, Requests }) => [phase, Requests])).toEqual([
      ['start', undefined],
      ['start', undefined],
      ['complete', undefined],
      ['complete', 1],
    ])
  })
})
