import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const context = { params: Promise.resolve({ id: '7' }) }
const get = (headers?: HeadersInit) =>
  new Request('http://a.example/api/x?token=1', { headers: headers ?? {} })

/** What `redirect()` and `notFound()` throw, as Next.js marks it. */
const signal = (digest: string) => Object.assign(new Error('signal'), { digest })

describe('a traced route', () => {
  it('has one start, one ending and the id on its response', async () => {
    const POST = withTracing(async (_request: Request, _context, trace) => {
      trace.set({ jobId: 'j' })
      return Response.json({ id: trace.id }, { status: 201 })
    })
    const { value, records } = await captureRecords(() => POST(get(), context))
    const [start, end] = records
    expect(records).toHaveLength(2)
    expect(start).toMatchObject({ phase: 'start', message: 'Request start', layer: 'api-route' })
    expect(end).toMatchObject({
      phase: 'complete',
      message: 'Request complete',
      result: 'success',
      jobId: 'j',
      metadata: { statusCode: 201, method: 'GET' },
    })
    expect(end?.spanId).toBe(start?.spanId)
    expect(value?.headers.get('x-trace-id')).toBe(start?.traceId)
    expect(await value?.json()).toEqual({ id: start?.traceId })
    expect(JSON.stringify(records)).not.toContain('token')
  })

  it('hands the request and the context on as they are', async () => {
    const request = get()
    const GET = withTracing(async (given: Request, second: typeof context) => {
      expect(given).toBe(request)
      expect(second).toBe(context)
      return new Response((await second.params).id)
    })
    const { value } = await captureRecords(() => GET(request, context))
    expect(await value?.text()).toBe('7')
  })

  it('throws an error on as it was, after one ending that says it', async () => {
    const error = new TypeError('boom')
    const GET = withTracing(() => Promise.reject(error))
    const result = await captureRecords(() => GET(get() as never, context))
    expect(result.error).toBe(error)
    expect(result.records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(result.records[1]).toMatchObject({
      level: 'error',
      result: 'error',
      error: { message: 'boom', name: 'TypeError', code: 'INTERNAL_ERROR' },
    })
  })

  it.each([
    [
      'redirect()',
      'NEXT_REDIRECT;replace;/x;y=1?z=2;307;',
      { level: 'info', result: 'success' },
      307,
    ],
    ['notFound()', 'NEXT_HTTP_ERROR_FALLBACK;404', { level: 'warn', result: 'error' }, 404],
  ])('takes %s for the answer that it is', async (_what, digest, outcome, statusCode) => {
    const thrown = new Error('wrapped', { cause: signal(digest) })
    const GET = withTracing(() => Promise.reject(thrown))
    const { error, records } = await captureRecords(() => GET(get() as never, context))
    expect(error).toBe(thrown)
    expect(records[1]).toMatchObject({ ...outcome, metadata: { statusCode } })
  })

  it('takes an ordinary error whose message is NEXT_REDIRECT for an error', async () => {
    const GET = withTracing(() => Promise.reject(new Error('NEXT_REDIRECT')))
    const { records } = await captureRecords(() => GET(get() as never, context))
    expect(records[1]).toMatchObject({ level: 'error', error: { message: 'NEXT_REDIRECT' } })
  })

  it('keeps concurrent requests apart', async () => {
    const GET = withTracing(async (request: Request) => {
      const name = request.headers.get('x-trace-id')
      await new Promise(setImmediate)
      expect(currentTrace().id).toBe(name)
      await currentTrace().hop('work', () => new Promise(setImmediate))
      return new Response(name)
    })
    const ids = Array.from({ length: 100 }, (_, index) => `trace-${index}`)
    const { records } = await captureRecords(() =>
      Promise.all(ids.map((id) => GET(get({ 'x-trace-id': id }), context))),
    )
    for (const id of ids) {
      const own = records.filter(({ traceId }) => traceId === id)
      expect(own.map(({ phase }) => phase)).toEqual(['start', 'hop', 'complete'])
    }
  })

  it('that returns nothing leaves it to Next.js to say so', async () => {
    const GET = withTracing((() => undefined) as never)
    const { value, error, records } = await captureRecords(() => GET(get() as never, context))
    expect([value, error]).toEqual([undefined, undefined])
    expect(records[1]).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
  })
})

describe('the response of a traced route', () => {
  const answer = async (response: Response) => {
    const GET = withTracing(() => response)
    const { value, records } = await captureRecords(() => GET(get() as never, context))
    return { value: value as Response, traceId: records[0]?.traceId, records }
  }

  it('carries the id in a JSON error body, and is else the same', async () => {
    const { value, traceId } = await answer(Response.json({ error: 'no' }, { status: 404 }))
    expect(await value.json()).toEqual({ error: 'no', traceId })
    expect(value.status).toBe(404)
  })

  it.each([
    ['a success', Response.json({ a: 1 }), '{"a":1}'],
    ['an array', Response.json([1], { status: 400 }), '[1]'],
    ['text', new Response('{}', { status: 400 }), '{}'],
    ['one with an ETag', Response.json({}, { status: 400, headers: { etag: 'e' } }), '{}'],
  ])('keeps the body of %s', async (_what, response, body) => {
    expect(await (await answer(response)).value.text()).toBe(body)
  })

  it('is a copy: a response with headers that can’t be changed gets the id too', async () => {
    const original = Response.redirect('http://a.example/next', 302)
    const { value, traceId } = await answer(original)
    expect(value.headers.get('x-trace-id')).toBe(traceId)
    expect(value.headers.get('location')).toBe('http://a.example/next')
    expect(original.headers.has('x-trace-id')).toBe(false)
  })

  it('keeps several cookies, and a body that must be null', async () => {
    const headers = new Headers([
      ['set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
      ['set-cookie', 'b=2'],
    ])
    const { value } = await answer(new Response(null, { status: 204, headers }))
    expect(value.body).toBeNull()
    expect(value.headers.getSetCookie()).toHaveLength(2)
  })

  it('keeps an id that the route set itself', async () => {
    const { value } = await answer(new Response('', { headers: { 'X-Trace-Id': 'mine' } }))
    expect(value.headers.get('x-trace-id')).toBe('mine')
  })

  it('passes through what can’t be copied', async () => {
    const failed = Response.error()
    expect((await answer(failed)).value).toBe(failed)
  })

  it('streams on, chunk by chunk', async () => {
    let send: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = controller
      },
    })
    const { value } = await answer(new Response(body))
    const reader = value.body?.getReader()
    send?.enqueue(new Uint8Array([1]))
    expect((await reader?.read())?.value).toEqual(new Uint8Array([1]))
    send?.close()
    expect((await reader?.read())?.done).toBe(true)
  })
})

describe('the options of withTracing', () => {
  it('fail at set-up with the name and what was received', () => {
    const handler = () => new Response()
    expect(() => withTracing(handler, { servise: 'x' } as never)).toThrow(
      new TypeError(
        "hoptrace: unknown option 'servise'; known are service, action, layer, level, acceptInbound, trustSampling, propagateTo, redact, identify, errors",
      ),
    )
    expect(() => withTracing(handler, { action: 7 } as never)).toThrow(
      new TypeError("hoptrace: option 'action' must be a non-empty string, got number"),
    )
    expect(() => withTracing(handler, { level: 'loud' } as never)).toThrow(
      new TypeError("hoptrace: option 'level' must be debug, info, warn or error, got 'loud'"),
    )
  })
})
