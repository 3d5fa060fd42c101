import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Trace } from '../../../src/index.ts'
import { createTraceContext, withTracing } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

const TRACE_ID = 'req_0192f3a4-5b6c-7d8e-9f01-23456789abcd'
const W3C = '0192f3a45b6c7d8e9f0123456789abcd'

let server: Server
let url: string
let received: IncomingHttpHeaders
let sent: string

beforeAll(async () => {
  server = createServer(async (request, response) => {
    received = request.headers
    sent = `${request.method} `
    for await (const chunk of request) sent += chunk
    response.statusCode = request.url?.startsWith('/missing') ? 404 : 200
    response.end('ok')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => server.close())

function traced<T>(run: (trace: Trace) => Promise<T>) {
  const route = withTracing(async (_request: Request, _context, trace) => {
    await run(trace)
    return new Response()
  })
  const request = new Request('http://a.example/', { headers: { 'x-trace-id': TRACE_ID } })
  return captureRecords(() => route(request, { params: Promise.resolve({}) }))
}

describe('trace.fetch', () => {
  it('writes a call without the query, and sends the trace', async () => {
    const { records } = await traced((trace) => trace.fetch(`${url}/path?token=secret`))
    const call = records.find(({ phase }) => phase === 'call')
    expect(call).toMatchObject({
      action: 'service:http:get',
      result: 'success',
      metadata: { method: 'GET', host: new URL(url).host, path: '/path', statusCode: 200 },
    })
    expect(received['x-trace-id']).toBe(TRACE_ID)
    expect(received.traceparent).toBe(`00-${W3C}-${call?.spanId}-03`)
    expect(JSON.stringify(records)).not.toContain('secret')
  })

  it('sends the headers and the method of a Request', async () => {
    const request = () =>
      new Request(`${url}/missing`, { method: 'POST', body: 'x', headers: { a: 'b' } })
    const { records } = await traced((trace) => trace.fetch(request()))
    expect(received).toMatchObject({ a: 'b', 'x-trace-id': TRACE_ID })
    expect(records.find(({ phase }) => phase === 'call')).toMatchObject({
      action: 'service:http:post',
      level: 'warn',
      result: 'error',
      error: { code: 'NOT_FOUND' },
    })
  })

  class Getters {
    get method() {
      return 'PUT'
    }
    get body() {
      return 'x'
    }
    get headers() {
      return { a: 'b' }
    }
  }

  it.each<[string, string, () => RequestInit | Request]>([
    [
      'a Request',
      'POST',
      () => new Request('http://other.example', { method: 'POST', body: 'x', headers: { a: 'b' } }),
    ],
    ['an object with getters', 'PUT', () => new Getters()],
    [
      'an object without a prototype',
      'PATCH',
      () => Object.assign(Object.create(null), { method: 'PATCH', body: 'x', headers: { a: 'b' } }),
    ],
  ])('sends the method, body and headers of an init that is %s', async (_what, method, init) => {
    const { records } = await traced((trace) => trace.fetch(`${url}/path`, init()))
    expect(sent).toBe(`${method} x`)
    expect(received).toMatchObject({ a: 'b', 'x-trace-id': TRACE_ID })
    expect(records.find(({ phase }) => phase === 'call')).toMatchObject({
      action: `service:http:${method.toLowerCase()}`,
      metadata: { method, path: '/path', statusCode: 200 },
    })
  })

  it('is aborted by the signal of a Request that is passed as init', async () => {
    const request = new Request('http://other.example', { signal: AbortSignal.abort() })
    const { error } = await traced((trace) => trace.fetch(url, request))
    expect(error).toHaveProperty('name', 'AbortError')
  })

  it('sends no x-trace-id if Next.js may cache the response, unless the caller sets it', async () => {
    const next = { revalidate: 60 }
    await traced((trace) => trace.fetch(url, { next }))
    expect(received).not.toHaveProperty('x-trace-id')
    expect(received).toHaveProperty('traceparent')
    await traced((trace) => trace.fetch(url, { next, headers: { 'X-Trace-Id': 'mine' } }))
    expect(received['x-trace-id']).toBe('mine')
  })

  it('works without its trace as this', async () => {
    const { records } = await traced(async ({ fetch }) => void (await fetch(`${url}/alone`)))
    expect(received['x-trace-id']).toBe(TRACE_ID)
    expect(records.find(({ phase }) => phase === 'call')?.metadata).toMatchObject({
      path: '/alone',
    })
  })

  it.each<[string, unknown]>([
    ['an object without headers', { ok: true, status: 200 }],
    ['headers that are a plain object', { headers: { a: 'b' } }],
    ['nothing', undefined],
  ])('returns what a test double of fetch returns: %s', async (_what, answer) => {
    vi.stubGlobal('fetch', async () => answer)
    const { value, error } = await captureRecords(() =>
      createTraceContext({ action: 'a' }).fetch('http://a.example'),
    )
    vi.unstubAllGlobals()
    expect(error).toBeUndefined()
    expect(value).toBe(answer)
  })

  it.each<[string, unknown, unknown?]>([
    ['a method that is a symbol', 'http://a.example', { method: Symbol('m') }],
    ['a symbol', Symbol('s')],
    ['nothing', undefined],
    ['an address without a text', Object.create(null)],
    [
      'an init that throws',
      'http://a.example',
      {
        get cache() {
          throw new Error('no')
        },
      },
    ],
  ])('rejects instead of throwing if it gets %s', async (_what, input, init) => {
    const answers: Promise<Response>[] = []
    await traced(async (trace) => {
      answers.push(trace.fetch(input as string, init as RequestInit))
      await Promise.allSettled(answers)
    })
    await expect(answers[0]).rejects.toThrow()
  })

  it('rejects as fetch does, and writes one call', async () => {
    const { records, error } = await traced((trace) => trace.fetch('http://no-such-host.invalid/'))
    expect(error).toBeInstanceOf(TypeError)
    expect(records.filter(({ phase }) => phase === 'call')).toEqual([
      expect.objectContaining({ level: 'error', result: 'error' }),
    ])
  })
})
