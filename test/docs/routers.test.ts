import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Hono } from 'hono'
import { streamHandle } from 'hono/aws-lambda'
import { describe, expect, it, vi } from 'vitest'
import { withLambdaTracing } from '../../src/middy/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { loadSample } from './page.ts'

const PAGE = 'docs/routers.md'

/** Invokes the handler of a sample with a request to a function URL. */
async function ask(sample: string, path: string, method = 'GET') {
  const { handler } = await loadSample(PAGE, sample)
  const event = { ...events.functionUrl(), rawPath: path }
  Object.assign(event.requestContext.http, { path, method })
  const { value, records } = await captureRecords(() => handler(event, lambdaContext()))
  const [start, ending, ...more] = records.filter(({ phase }) => phase !== 'log')
  expect([start?.phase, ending?.phase, more]).toEqual(['start', 'complete', []])
  return { start, ending, response: value as Response | undefined }
}

interface Response {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: string
}

describe.each([
  ['Hono', 'hono/aws-lambda', 'GET /orders/:id'],
  ['@middy/http-router', 'httpRouter<', 'GET /orders/{id}'],
  ['Fastify', 'awsLambdaFastify(', 'GET /orders/:id'],
  ['Express', 'configure({ app })', 'GET /orders/:id'],
])('the sample of %s', (_name, sample, action) => {
  it('gives a request its route’s pattern as its action', async () => {
    const { start, ending, response } = await ask(sample, '/orders/17')
    expect([response?.statusCode, JSON.parse(response?.body ?? '')]).toEqual([200, { id: '17' }])
    expect(ending).toMatchObject({
      action,
      service: 'shop',
      result: 'success',
      metadata: { method: 'GET', path: '/orders/17', statusCode: 200 },
    })
    expect(response?.headers['x-trace-id']).toBe(start?.traceId)
  })

  it('gives all requests without a route the function’s name as their action', async () => {
    for (const path of ['/', '/elsewhere/17', '/orders/17/18']) {
      const { ending } = await ask(sample, path)
      const metadata = { path, statusCode: 404 }
      expect(ending).toMatchObject({ action: 'orders', result: 'error', metadata })
    }
    const { ending } = await ask(sample, '/elsewhere', 'PROPFIND')
    expect(ending).toMatchObject({ action: 'orders', metadata: { method: 'PROPFIND' } })
  })
})

describe('streamHandle of Hono', () => {
  it('is wrapped as handle is', async () => {
    vi.stubGlobal('awslambda', {
      streamifyResponse: <Handler>(handler: Handler) => handler,
      HttpResponseStream: { from: (stream: PassThrough) => stream },
    })
    const app = new Hono().get('/orders/:id', (c) => c.text('streamed'))
    const handler = withLambdaTracing(streamHandle(app) as (...args: unknown[]) => unknown)
    const stream = new PassThrough()
    const { records } = await captureRecords(async () => {
      const body = text(stream)
      await handler(events.functionUrl(), stream, lambdaContext())
      expect(await body).toBe('streamed')
    })
    vi.unstubAllGlobals()
    expect(records.map(({ phase, result }) => [phase, result])).toEqual([
      ['start', undefined],
      ['complete', 'success'],
    ])
    expect(records[1]?.metadata).toMatchObject({ bytes: 8 })
  })
})
