import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Trace } from '../../src/index.ts'
import { withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const TRACE_ID = 'req_0192f3a4-5b6c-7d8e-9f01-23456789abcd'
const W3C = '0192f3a45b6c7d8e9f0123456789abcd'

let server: Server
let url: string
let received: IncomingHttpHeaders

beforeAll(async () => {
  server = createServer((request, response) => {
    received = request.headers
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

describe('trace.headers', () => {
  it('carries the trace on from the step that it is called in', async () => {
    let headers = new Headers()
    const { records } = await traced((trace) =>
      trace.hop('lambda-invoke', async () => {
        headers = trace.headers()
      }),
    )
    const hop = records.find(({ phase }) => phase === 'hop')
    expect(headers.get('x-trace-id')).toBe(TRACE_ID)
    expect(headers.get('traceparent')).toBe(`00-${W3C}-${hop?.spanId}-03`)
  })

  it.each<[string, HeadersInit]>([
    ['an object', { 'X-Trace-Id': 'mine', a: 'b' }],
    [
      'an array',
      [
        ['X-Trace-Id', 'mine'],
        ['a', 'b'],
      ],
    ],
    ['Headers', new Headers({ 'X-Trace-Id': 'mine', a: 'b' })],
  ])('keeps what is there in %s, and leaves that as it was', async (_what, init) => {
    const before = [...new Headers(init)]
    await traced(async (trace) => {
      const headers = trace.headers(init)
      expect(headers.get('x-trace-id')).toBe('mine')
      expect(headers.get('a')).toBe('b')
    })
    expect([...new Headers(init)]).toEqual(before)
  })
})

describe('trace.fetch', () => {
  it('is a call that carries the trace on, and never logs the query', async () => {
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

  it('takes a Request with its own headers and method', async () => {
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

  it('fails as fetch does, with one record', async () => {
    const { records, error } = await traced((trace) => trace.fetch('http://no-such-host.invalid/'))
    expect(error).toBeInstanceOf(TypeError)
    expect(records.filter(({ phase }) => phase === 'call')).toEqual([
      expect.objectContaining({ level: 'error', result: 'error' }),
    ])
  })
})
