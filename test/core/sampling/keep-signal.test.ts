import { describe, expect, it } from 'vitest'
import { tracing } from '../../../src/middy/index.ts'
import { withTracing } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext, type Middleware } from '../../middy/invocation.ts'

const none = { sampling: { rate: 0 } }
type Answer = { headers?: Record<string, string>; multiValueHeaders?: Record<string, string[]> }

async function lambdaAnswer(options: object, response: object, ...others: Middleware[]) {
  const handler = handlerOf([tracing(options), ...others], () => response)
  const { value } = await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
  return value as Answer
}

async function routeAnswer(options: object, response: Response) {
  const GET = withTracing(() => response, options)
  const { value } = await captureRecords(() =>
    GET(new Request('http://a.example/') as never, { params: Promise.resolve({}) }),
  )
  return value?.headers.get('x-trace-keep')
}

describe('a failed service that keeps an unsampled trace', () => {
  it('has x-trace-keep on its response, as a Lambda function', async () => {
    const kept = await lambdaAnswer(none, { statusCode: 500 })
    expect(kept.headers).toMatchObject({ 'x-trace-keep': '1' })
    const lists = await lambdaAnswer(none, { statusCode: 404, multiValueHeaders: { a: ['b'] } })
    expect(lists.multiValueHeaders).toMatchObject({ 'x-trace-keep': ['1'] })
    const own = await lambdaAnswer(none, { statusCode: 500, headers: { 'X-Trace-Id': 'own' } })
    expect(own.headers).toEqual({ 'X-Trace-Id': 'own', 'x-trace-keep': '1' })
  })

  it('has x-trace-keep on its response from status 400, as a Next.js route', async () => {
    expect(await routeAnswer(none, new Response('', { status: 502 }))).toBe('1')
    expect(await routeAnswer(none, new Response('', { status: 400 }))).toBe('1')
    expect(await routeAnswer(none, new Response('', { status: 399 }))).toBeNull()
    expect(await routeAnswer(none, new Response('ok'))).toBeNull()
  })

  it('has no x-trace-keep if it succeeds, or if the trace is sampled', async () => {
    expect((await lambdaAnswer(none, { statusCode: 200 })).headers).not.toHaveProperty(
      'x-trace-keep',
    )
    expect((await lambdaAnswer({}, { statusCode: 500 })).headers).not.toHaveProperty('x-trace-keep')
    expect(await routeAnswer({}, new Response('', { status: 500 }))).toBeNull()
  })
})
