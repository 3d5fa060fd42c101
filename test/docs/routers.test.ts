import { describe, expect, it } from 'vitest'
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
      expect(ending).toMatchObject({ action: 'orders', result: 'error', metadata: { path } })
    }
    const { ending } = await ask(sample, '/elsewhere', 'PROPFIND')
    expect(ending).toMatchObject({ action: 'orders', metadata: { method: 'PROPFIND' } })
  })
})
