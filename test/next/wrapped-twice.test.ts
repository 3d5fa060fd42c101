import type { NextApiHandler, NextApiRequest, NextApiResponse } from 'next'
import { NextRequest, NextResponse } from 'next/server.js'
import { describe, expect, it, vi } from 'vitest'
import {
  currentTrace,
  withApiTracing,
  withProxyTracing,
  withTracing,
} from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { serveApiRoute } from './serve-api-route.ts'

const request = () => new NextRequest('http://a.example/api/x')
const context = { params: Promise.resolve({ id: '7' }) }

const PHASES = [
  ['start', 'outer'],
  ['complete', 'outer'],
]
const phasesOf = (records: readonly { phase?: string; action?: string }[]) =>
  records.map(({ phase, action }) => [phase, action])

describe('a handler that is wrapped twice', () => {
  it('is one request as a route, under the outer trace', async () => {
    const inner = withTracing((_request, _context, trace) => new Response(trace.id), {
      action: 'inner',
    })
    const { value, records } = await captureRecords(() =>
      withTracing(inner, { action: 'outer' })(request(), context),
    )
    expect(phasesOf(records)).toEqual(PHASES)
    expect(await value?.text()).toBe(records[0]?.traceId)
  })

  it('is one request as a route that throws, and the outer wrapper answers', async () => {
    const error = new Error('no')
    const inner = withTracing(() => Promise.reject(error), { errorResponse: 'json' })
    const result = await captureRecords(() =>
      withTracing(inner, { action: 'outer' })(request(), context),
    )
    expect(result.error).toBe(error)
    expect(phasesOf(result.records)).toEqual(PHASES)
  })

  it('is one request as an API route', async () => {
    const inner = withApiTracing((_request, response, trace) => response.json({ id: trace.id }), {
      action: 'inner',
    })
    const outer = withApiTracing(inner, { action: 'outer' })
    const { value, records } = await captureRecords(async () =>
      (await fetch(await serveApiRoute(outer))).json(),
    )
    expect(phasesOf(records)).toEqual(PHASES)
    expect(value).toEqual({ id: records[0]?.traceId })
  })

  it.each([
    ['with a function', withProxyTracing(() => undefined)],
    ['without a function', withProxyTracing()],
  ])('is one request as a proxy %s', async (_what, inner) => {
    const outer = withProxyTracing(inner, { action: 'outer' })
    const { value, records } = await captureRecords(() => outer(request(), {} as never))
    expect(phasesOf(records)).toEqual(PHASES)
    expect(value?.headers.get('x-middleware-next')).toBe('1')
    expect(value?.headers.get('x-trace-id')).toBe(records[0]?.traceId)
  })

  it('is traced anew for each request', async () => {
    const GET = withTracing(withTracing(() => new Response()))
    const { records } = await captureRecords(async () => {
      const same = request()
      await GET(same, context)
      await GET(same, context)
    })
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete', 'start', 'complete'])
    expect(new Set(records.map(({ traceId }) => traceId)).size).toBe(2)
  })
})

describe('a wrapper', () => {
  it.each([
    ['withTracing', withTracing],
    ['withApiTracing', withApiTracing],
    ['withProxyTracing', withProxyTracing],
  ] as const)('has the properties of its handler: %s', (_name, wrap) => {
    const schema = Symbol('schema')
    const handler = (_request: unknown): Response => new Response()
    Object.assign(handler, { [schema]: 1 })
    Object.defineProperty(handler, 'unread', {
      get: () => {
        throw new Error('read')
      },
    })
    const wrapped = (wrap as (handler: unknown) => object)(handler)
    expect(wrapped).not.toBe(handler)
    expect(wrapped).toHaveProperty('name', 'handler')
    expect(wrapped).toHaveLength(1)
    expect(Reflect.get(wrapped, schema)).toBe(1)
    expect(() => Reflect.get(wrapped, 'unread')).toThrow('read')
  })
})

describe('withApiTracing of a route of the App Router', () => {
  it('traces it as withTracing does, and says so once', async () => {
    const errors = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const GET = withApiTracing((given: NextApiRequest, second, trace) => {
      expect(second).toBe(context)
      return new Response(`${given.url} ${trace.id === currentTrace().id}`, { status: 404 })
    }) as unknown as (...all: unknown[]) => Promise<Response>
    const { value, records } = await captureRecords(async () => {
      await GET(request(), context)
      return GET(request(), context)
    })
    const reports = errors.mock.calls.map(([text]) => text)
    errors.mockRestore()
    expect(await value?.text()).toBe('http://a.example/api/x true')
    expect(value?.headers.get('x-trace-id')).toBe(records[2]?.traceId)
    expect(records.map(({ phase, result }) => [phase, result])).toEqual([
      ['start', undefined],
      ['complete', 'error'],
      ['start', undefined],
      ['complete', 'error'],
    ])
    expect(reports).toEqual([expect.stringMatching(/withApiTracing.*use withTracing/)])
  })
})

describe('withTracing of an API route of the Pages Router', () => {
  it('traces it as withApiTracing does, and says so once', async () => {
    const errors = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const handler = withTracing(((_request: unknown, response: NextApiResponse) =>
      response.status(404).json({ id: currentTrace().id })) as never) as unknown as NextApiHandler
    const address = await serveApiRoute(handler)
    const { value, records } = await captureRecords(async () => {
      await fetch(address).then((response) => response.text())
      const response = await fetch(address)
      return { response, body: await response.json() }
    })
    const reports = errors.mock.calls.map(([text]) => text)
    errors.mockRestore()
    const traceId = records[2]?.traceId
    expect(value?.response.status).toBe(404)
    expect(value?.response.headers.get('x-trace-id')).toBe(traceId)
    expect(value?.body).toEqual({ id: traceId, traceId })
    expect(records.map(({ phase, result }) => [phase, result])).toEqual([
      ['start', undefined],
      ['complete', 'error'],
      ['start', undefined],
      ['complete', 'error'],
    ])
    expect(reports).toEqual([expect.stringMatching(/withTracing.*use withApiTracing/)])
  })
})

describe('a route that forwards its request', () => {
  it.each([
    ['next', () => NextResponse.next()],
    ['rewrite', () => NextResponse.rewrite('http://a.example/other')],
  ])('has the status of Next.js’s answer: NextResponse.%s()', async (_how, respond) => {
    const { value, records } = await captureRecords(() => withTracing(respond)(request(), context))
    expect(records[1]).toMatchObject({
      level: 'error',
      result: 'error',
      metadata: { statusCode: 500 },
    })
    expect([...(value?.headers.keys() ?? [])].join()).toContain('x-middleware-')
  })
})
