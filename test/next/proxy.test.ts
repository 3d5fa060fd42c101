import { NextRequest, NextResponse } from 'next/server.js'
import { describe, expect, it } from 'vitest'
import { type TracedProxy, withProxyTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { STRANGER, strangersIn } from '../stranger.ts'

const HEX = '4bf92f3577b34da6a3ce929d0e0e4736'
const ID = 'req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736'
const TRACEPARENT = `00-${HEX}-00f067aa0ba902b7-01`

const CALLER = { traceparent: TRACEPARENT, tracestate: 'a=1', 'x-other': '1' }

/** Runs a proxy. Returns its response, and the request headers that it forwards. */
async function run(proxy: ReturnType<typeof withProxyTracing>, headers: HeadersInit = CALLER) {
  const request = new NextRequest('http://a.example/orders?token=1', { headers })
  const result = await captureRecords(() => proxy(request, {} as never))
  const names = result.value?.headers?.get('x-middleware-override-headers')?.split(',') ?? []
  const onward = Object.fromEntries(
    names.map((name) => [name, result.value?.headers.get(`x-middleware-request-${name}`)]),
  )
  return { ...result, onward, traceId: result.value?.headers?.get('x-trace-id') }
}

describe('a proxy without a function', () => {
  it('forwards the caller’s trace unchanged and writes no record', async () => {
    const { onward, traceId, records } = await run(withProxyTracing())
    expect(traceId).toBe(ID)
    expect(onward).toEqual({
      'x-other': '1',
      'x-trace-id': ID,
      traceparent: TRACEPARENT,
      tracestate: 'a=1',
    })
    expect(records).toEqual([])
  })

  it('forwards no header of a trace that it does not accept', async () => {
    const { onward, traceId } = await run(withProxyTracing(undefined, { acceptInbound: false }))
    expect(traceId).toMatch(/^req_/)
    expect(traceId).not.toBe(ID)
    expect(onward).toEqual({ 'x-other': '1', 'x-trace-id': traceId })
  })

  it('forwards none of the headers of a caller that it refuses', async () => {
    const proxy = withProxyTracing(undefined, { acceptInbound: false })
    const { onward, traceId } = await run(proxy, { ...STRANGER, 'x-other': '1' })
    expect(onward).toEqual({ 'x-other': '1', 'x-trace-id': traceId })
  })

  it('forwards the caller’s x-trace-parent only with its x-trace-id', async () => {
    const span = { ...CALLER, 'x-trace-parent': 'f2ab367200000001' }
    expect((await run(withProxyTracing(), span)).onward).not.toHaveProperty('x-trace-parent')
    const invalid = await run(withProxyTracing(), { ...span, 'x-trace-id': 'a b' })
    expect(invalid.onward).not.toHaveProperty('x-trace-parent')
    const named = await run(withProxyTracing(), { ...span, 'x-trace-id': ID })
    expect(named.onward).toMatchObject({ 'x-trace-parent': 'f2ab367200000001' })
  })

  it('forwards baggage without a trace, but no count of services', async () => {
    const { onward, traceId } = await run(withProxyTracing(), {
      baggage: 'a=1',
      'x-trace-hops': '7',
    })
    expect(onward).toEqual({ baggage: 'a=1', 'x-trace-id': traceId })
  })
})

describe('withProxyTracing', () => {
  it.each([
    ['a promise of a proxy', Promise.resolve(() => undefined)],
    ['an instance of a class', new (class Guard {})()],
    ['a list', []],
    ['a text', 'proxy'],
    ['null', null],
  ])('refuses %s, whose proxy would never run', (_what, proxy) => {
    expect(() => withProxyTracing(proxy as never)).toThrow(TypeError)
  })

  it('takes options without a prototype', async () => {
    const options = Object.assign(Object.create(null), { acceptInbound: false })
    const { traceId } = await run(withProxyTracing(options))
    expect(traceId).not.toBe(ID)
  })
})

describe('a proxy that refuses its caller', () => {
  const proxies: readonly [string, TracedProxy][] = [
    ['continues', () => undefined],
    ['sets headers', (request) => NextResponse.next({ request: { headers: request.headers } })],
    ['rewrites', (request) => NextResponse.rewrite(new URL('/other', request.url))],
    ['rewrites to another host', () => NextResponse.rewrite('http://b.example/')],
  ]

  it.each(proxies)('forwards nothing of the caller if its function %s', async (_what, proxy) => {
    const options = { acceptInbound: false, propagateTo: ['c.example'] }
    const headers = { ...STRANGER, 'x-other': '1' }
    const { onward, records } = await run(withProxyTracing(proxy, options), headers)
    expect(strangersIn(JSON.stringify([onward, records]))).toEqual([])
    expect(onward).toHaveProperty('x-other', '1')
  })

  it('counts the route as the first service after it', async () => {
    const proxy = withProxyTracing(() => undefined, { acceptInbound: false })
    const { onward, traceId } = await run(proxy, STRANGER)
    expect(onward).toMatchObject({ 'x-trace-id': traceId, 'x-trace-hops': '1' })
  })
})

describe('a proxy with a function', () => {
  it.each([undefined, null])('that returns %s forwards the request', async (answer) => {
    const { value, onward, traceId, records } = await run(withProxyTracing(() => answer))
    expect(value?.headers.get('x-middleware-next')).toBe('1')
    expect(onward).toMatchObject({ 'x-trace-id': traceId, tracestate: 'a=1' })
    expect(onward.traceparent).toContain(`${HEX}-${records[0]?.spanId}`)
    expect(JSON.stringify(records)).not.toContain('token')
  })

  it.each([
    ['one', { 'x-own': '1' }],
    ['none', {}],
  ])('that sets %s for the route forwards only those, and the trace', async (_what, set) => {
    const answer = () => NextResponse.next({ request: { headers: new Headers(set) } })
    const { onward, traceId, records } = await run(withProxyTracing(answer))
    expect(onward).toEqual({
      ...set,
      'x-trace-id': traceId,
      'x-trace-parent': records[0]?.spanId,
      'x-trace-hops': '1',
      traceparent: expect.stringContaining(HEX),
      tracestate: 'a=1',
    })
  })

  it('that returns a string leaves the error to Next.js', async () => {
    const { value, error, records } = await run(withProxyTracing((() => 'text') as never))
    expect([value, error]).toEqual(['text', undefined])
    expect(records[1]).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
  })

  it('that rewrites to an invalid URL leaves the error to Next.js', async () => {
    const answer = new Response(null, { headers: { 'x-middleware-rewrite': 'http://' } })
    const { value, error } = await run(withProxyTracing(() => answer))
    expect([value, error]).toEqual([answer, undefined])
  })

  it('that throws has one ending, and rethrows the same error', async () => {
    const thrown = new Error('boom')
    const proxy: TracedProxy = () => Promise.reject(thrown)
    const { error, records } = await run(withProxyTracing(proxy))
    expect(error).toBe(thrown)
    expect(records.map(({ phase, level }) => [phase, level])).toEqual([
      ['start', 'info'],
      ['complete', 'error'],
    ])
  })

  it.each([
    ['errors', 200, false],
    ['errors', 403, true],
    ['always', 200, true],
    ['never', 403, false],
  ] as const)(
    'that answers with traceIdInBody %s and status %i adds the id: %s',
    async (traceIdInBody, status, isAdded) => {
      const answer = () => Response.json({ a: 1 }, { status })
      const { value, traceId } = await run(withProxyTracing(answer, { traceIdInBody }))
      expect(value?.status).toBe(status)
      expect(await value?.json()).toEqual(isAdded ? { a: 1, traceId } : { a: 1 })
    },
  )

  it('whose answer fails while it is read for the id has an ending with that error', async () => {
    const failure = new Error('upstream')
    const body = new ReadableStream({ pull: (controller) => controller.error(failure) })
    const headers = { 'content-type': 'application/json' }
    const answer = () => new Response(body, { headers, status: 400 })
    const { error, records } = await run(withProxyTracing(answer))
    expect(error).toBe(failure)
    expect(records.map(({ phase, level }) => [phase, level])).toEqual([
      ['start', 'info'],
      ['complete', 'error'],
    ])
  })
})
