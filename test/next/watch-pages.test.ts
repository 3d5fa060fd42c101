import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { type RequestErrorOptions, requestErrors } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

afterEach(() => void requestErrors())

interface Answer {
  readonly status: number
  readonly definition?: object
  /** What Next.js reports as failed, before it answers. */
  readonly failure?: Error
}

const PAGE = { kind: 'APP_PAGE', pathname: '/orders/[id]' }

/** Answers a request as a server of Node's under Next.js does. Returns its records. */
async function answer(
  { status, definition = PAGE, failure }: Answer,
  options: RequestErrorOptions,
) {
  const hook = requestErrors(options)
  const { records } = await captureRecords(async () => {
    const server = createServer((request, response) => {
      const meta = { match: { definition } }
      Object.assign(request, { [Symbol.for('NextInternalRequestMeta')]: meta })
      const { method = '', url: path = '', headers } = request
      const route = { routerKind: 'App Router', routePath: '/orders/[id]', routeType: 'render' }
      if (failure) void hook(failure, { method, path, headers }, route)
      response.writeHead(status).end()
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const headers = { 'x-trace-id': 'req_abc', 'x-user': 'anna' }
    await fetch(`http://127.0.0.1:${port}/orders/7?token=1`, { headers })
  })
  return records
}

describe('a page that answers with a 4xx', () => {
  it.each([401, 403, 404])('has an ending with its pattern and status: %i', async (status) => {
    const [ending, ...more] = await answer({ status }, { service: 'shop' })
    expect(more).toEqual([])
    expect(ending).toMatchObject({
      traceId: 'req_abc',
      phase: 'complete',
      level: 'warn',
      result: 'error',
      service: 'shop',
      layer: 'server-component',
      action: 'GET /orders/[id]',
      metadata: { method: 'GET', path: '/orders/[id]', statusCode: status },
    })
    expect(JSON.stringify(ending)).not.toContain('token')
  })

  it('has the identity of its request', async () => {
    const records = await answer(
      { status: 404 },
      { identify: ({ path, headers }) => ({ userId: `${headers['x-user']} ${path.slice(0, 9)}` }) },
    )
    expect(records).toMatchObject([{ userId: 'anna /orders/7' }])
  })

  it('is counted', async () => {
    const records = await answer({ status: 404 }, { metrics: true })
    expect(records).toMatchObject([{ Errors: 1, Faults: 0 }])
  })

  it.each([
    ['Next.js’s own page', 404, { kind: 'APP_PAGE', pathname: '/_not-found' }],
    ['the 404 page of the Pages Router', 404, { kind: 'PAGES', pathname: '/404' }],
    ['a route', 404, { kind: 'APP_ROUTE', pathname: '/api/orders' }],
    ['a page that succeeds', 200, PAGE],
    ['a page whose error the hook writes', 500, PAGE],
  ])('does not include %s', async (_what, status, definition) => {
    expect(await answer({ status, definition }, {})).toEqual([])
  })
})

describe('a page that fails', () => {
  it('has one ending, whatever status its answer has', async () => {
    const failure = new Error('no')
    const records = await answer({ status: 404, failure }, {})
    expect(records.filter(({ phase }) => phase === 'complete')).toMatchObject([
      { level: 'error', error: { message: 'no' }, metadata: { statusCode: 500 } },
    ])
  })
})
