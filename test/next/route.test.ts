import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const context = { params: Promise.resolve({ id: '7' }) }
const get = (headers?: HeadersInit) =>
  new Request('http://a.example/api/x?token=1', { headers: headers ?? {} })

/** What `redirect()`, `notFound()` and the like throw. */
const controlFlowError = (digest: string) => Object.assign(new Error('thrown'), { digest })

/** A stream that goes on as a test says. */
function openStream() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own
    },
  })
  return {
    body,
    send: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
    close: () => controller?.close(),
  }
}

const textOf = (chunk: Uint8Array | undefined) => new TextDecoder().decode(chunk)

describe('a traced route', () => {
  it('begins a new trace if its headers throw when they are read', async () => {
    class Unreadable extends Headers {
      override has(): never {
        throw new Error('NEXT_PRERENDER_INTERRUPTED')
      }
      override get = this.has
    }
    const request = Object.defineProperty(get(), 'headers', { value: new Unreadable() })
    const GET = withTracing((_request: Request) => new Response('ok'))
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    onTestFinished(() => stderr.mockRestore())
    const { value, records } = await captureRecords(() => GET(request, context))
    expect(await value?.text()).toBe('ok')
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })

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

  it('has the method as its action if Next.js names no route', async () => {
    const { records } = await captureRecords(() =>
      withTracing(() => new Response())(get() as never, context),
    )
    expect(records.map(({ action }) => action)).toEqual(['GET', 'GET'])
  })

  it('passes request and context through', async () => {
    const request = get()
    const GET = withTracing(async (given: Request, second: typeof context) => {
      expect(given).toBe(request)
      expect(second).toBe(context)
      return new Response((await second.params).id)
    })
    const { value } = await captureRecords(() => GET(request, context))
    expect(await value?.text()).toBe('7')
  })

  it('rethrows the same error, after one ending that describes it', async () => {
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

  it('has the status 500 of Next.js’s answer, whatever status its error has', async () => {
    const error = Object.assign(new Error('gone'), { statusCode: 410 })
    const GET = withTracing(() => Promise.reject(error))
    const { records } = await captureRecords(() => GET(get() as never, context))
    expect(records[1]).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
  })

  it.each([
    [
      'redirect()',
      'NEXT_REDIRECT;replace;/x;y=1?z=2;307;',
      { level: 'info', result: 'success' },
      { status: 307, location: '/x;y=1?z=2' },
    ],
    [
      'notFound()',
      'NEXT_HTTP_ERROR_FALLBACK;404',
      { level: 'warn', result: 'error' },
      { status: 404, location: null },
    ],
  ])(
    'answers %s as Next.js does, with the trace id',
    async (_what, digest, outcome, { status, location }) => {
      const GET = withTracing(() => Promise.reject(controlFlowError(digest)))
      const { value, records } = await captureRecords(() => GET(get() as never, context))
      expect(value?.status).toBe(status)
      expect(value?.headers.get('location')).toBe(location)
      expect(value?.headers.get('x-trace-id')).toBe(records[0]?.traceId)
      expect(records[1]).toMatchObject({ ...outcome, metadata: { statusCode: status } })
    },
  )

  it('treats the cause of an error alike, and rethrows the error', async () => {
    const thrown = new Error('wrapped', { cause: controlFlowError('NEXT_HTTP_ERROR_FALLBACK;403') })
    const GET = withTracing(() => Promise.reject(thrown))
    const { error, records } = await captureRecords(() => GET(get() as never, context))
    expect(error).toBe(thrown)
    expect(records[1]).toMatchObject({ level: 'warn', metadata: { statusCode: 403 } })
  })

  it.each([
    'DYNAMIC_SERVER_USAGE',
    'HANGING_PROMISE_REJECTION',
    'NEXT_PRERENDER_INTERRUPTED',
    'BAILOUT_TO_CLIENT_SIDE_RENDERING',
  ])('rethrows %s without an error record, and with an ending', async (digest) => {
    const thrown = controlFlowError(digest)
    const GET = withTracing(() => Promise.reject(thrown))
    const { error, records, lines } = await captureRecords(() => GET(get() as never, context))
    expect(error).toBe(thrown)
    expect(records.map(({ phase, level }) => [phase, level])).toEqual([
      ['start', 'info'],
      ['complete', 'info'],
    ])
    expect(lines.join()).not.toContain(digest)
  })

  it.each([
    'NEXT_REDIRECT;replace;/x;200;',
    'NEXT_HTTP_ERROR_FALLBACK;500',
    'NEXT_REDIRECT',
    '123',
  ])('treats an error with the unknown digest %s as an error', async (digest) => {
    const thrown = controlFlowError(digest)
    const GET = withTracing(() => Promise.reject(thrown))
    const { error, records } = await captureRecords(() => GET(get() as never, context))
    expect(error).toBe(thrown)
    expect(records[1]).toMatchObject({ level: 'error' })
  })

  it('treats an error with the message NEXT_REDIRECT as an error', async () => {
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

  it('that returns nothing leaves the error to Next.js', async () => {
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

  it('has the trace id in a JSON error body', async () => {
    const { value, traceId } = await answer(Response.json({ error: 'no' }, { status: 404 }))
    expect(await value.json()).toEqual({ error: 'no', traceId })
    expect(value.status).toBe(404)
  })

  it.each([
    ['a success', Response.json({ a: 1 }), '{"a":1}'],
    ['an array', Response.json([1], { status: 400 }), '[1]'],
    ['text', new Response('{}', { status: 400 }), '{}'],
    ['one with an ETag', Response.json({}, { status: 400, headers: { etag: 'e' } }), '{}'],
    [
      'one of a length',
      Response.json({}, { status: 400, headers: { 'content-length': '2' } }),
      '{}',
    ],
  ])('keeps the body of %s', async (_what, response, body) => {
    expect(await (await answer(response)).value.text()).toBe(body)
  })

  it('is a copy, so that immutable headers get the trace id too', async () => {
    const original = Response.redirect('http://a.example/next', 302)
    const { value, traceId } = await answer(original)
    expect(value.headers.get('x-trace-id')).toBe(traceId)
    expect(value.headers.get('location')).toBe('http://a.example/next')
    expect(original.headers.has('x-trace-id')).toBe(false)
  })

  it('keeps several cookies and a null body', async () => {
    const headers = new Headers([
      ['set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
      ['set-cookie', 'b=2'],
    ])
    const { value } = await answer(new Response(null, { status: 204, headers }))
    expect(value.body).toBeNull()
    expect(value.headers.getSetCookie()).toHaveLength(2)
  })

  it.each([
    [{ 'access-control-allow-origin': '*' }, 'x-trace-id'],
    [
      { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'x-a' },
      'x-a, x-trace-id',
    ],
    [{ 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' }, '*'],
    [{}, null],
  ])('exposes the trace id to other origins: %j gives %s', async (headers, exposed) => {
    const { value } = await answer(new Response('', { headers: headers as HeadersInit }))
    expect(value.headers.get('access-control-expose-headers')).toBe(exposed)
  })

  it('keeps an x-trace-id that the route set', async () => {
    const { value } = await answer(new Response('', { headers: { 'X-Trace-Id': 'mine' } }))
    expect(value.headers.get('x-trace-id')).toBe('mine')
  })

  it('passes Response.error() through', async () => {
    const failed = Response.error()
    expect((await answer(failed)).value).toBe(failed)
  })

  it('pulls a chunk only when its reader does, within the trace', async () => {
    const chunks = [new Uint8Array([1]), new Uint8Array([2, 3])]
    const ids: string[] = []
    const cancelled: unknown[] = []
    const body = new ReadableStream(
      {
        pull(controller) {
          controller.enqueue(chunks[ids.length])
          ids.push(currentTrace().id)
        },
        cancel: (reason) => void cancelled.push(reason),
      },
      { highWaterMark: 0 },
    )
    const { value, traceId } = await answer(new Response(body))
    const reader = (value.body as ReadableStream<Uint8Array>).getReader()
    expect(ids).toEqual([])
    for (const chunk of chunks) expect((await reader.read()).value).toBe(chunk)
    expect(ids).toEqual([traceId, traceId])
    await reader.cancel('enough')
    expect(cancelled).toEqual(['enough'])
  })

  it('streams chunk by chunk', async () => {
    const { body, send, close } = openStream()
    const { value } = await answer(new Response(body))
    const reader = value.body?.getReader()
    send('first')
    expect(textOf((await reader?.read())?.value)).toBe('first')
    close()
    expect((await reader?.read())?.done).toBe(true)
  })
})

describe('traceIdInBody of a route', () => {
  const answer = async (
    response: Response,
    traceIdInBody: 'errors' | 'always' | 'never',
  ): Promise<{ value: Response; traceId: string | undefined }> => {
    const GET = withTracing(() => response, { traceIdInBody })
    const { value, records } = await captureRecords(() => GET(get() as never, context))
    return { value: value as Response, traceId: records[0]?.traceId }
  }

  it('always adds the id to a JSON object, and keeps status, headers and cookies', async () => {
    const headers = new Headers([
      ['content-type', 'application/json; charset=utf-8'],
      ['set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
      ['set-cookie', 'b=2'],
      ['x-other', '1'],
    ])
    const init = { status: 202, statusText: 'Taken', headers }
    const { value, traceId } = await answer(new Response('{ "a": 1.0 }\n', init), 'always')
    expect(await value.text()).toBe(`{ "a": 1.0 ,"traceId":"${traceId}"}\n`)
    expect([value.status, value.statusText]).toEqual([202, 'Taken'])
    expect([...value.headers]).toEqual([...headers, ['x-trace-id', traceId]])
  })

  it.each([
    ['an array', Response.json([1]), '[1]'],
    ['text', new Response('{}'), '{}'],
    ['JSON of a digest', Response.json({}, { headers: { 'content-digest': 'sha-256=:a:' } }), '{}'],
    ['an object with a trace id', Response.json({ traceId: 'mine' }), '{"traceId":"mine"}'],
    [
      'a sequence of JSON texts',
      new Response('{}', { headers: { 'content-type': 'application/json-seq' } }),
      '{}',
    ],
    [
      'a part of a body',
      Response.json({}, { status: 206, headers: { 'content-range': 'bytes 0-1/9' } }),
      '{}',
    ],
  ])('always leaves %s as it is', async (_what, response, body) => {
    const { value } = await answer(response, 'always')
    expect(await value.text()).toBe(body)
  })

  it.each([
    ['a body that is not UTF-8', [0x7b, 0xff, 0x7d]],
    ['a body with a byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
  ])('always leaves the bytes of %s', async (_what, bytes) => {
    const response = new Response(Uint8Array.from(bytes), {
      headers: { 'content-type': 'application/json' },
    })
    const { value } = await answer(response, 'always')
    expect([...(await value.bytes())]).toEqual(bytes)
  })

  it('always leaves a stream that is not JSON a stream', async () => {
    const { body, send } = openStream()
    const headers = { 'content-type': 'text/event-stream' }
    const { value } = await answer(new Response(body, { headers }), 'always')
    const reader = value.body?.getReader()
    send('{}')
    expect(textOf((await reader?.read())?.value)).toBe('{}')
  })

  it('never adds the id, not to a 404 either', async () => {
    const { value, traceId } = await answer(
      Response.json({ error: 'no' }, { status: 404 }),
      'never',
    )
    expect(await value.text()).toBe('{"error":"no"}')
    expect(value.headers.get('x-trace-id')).toBe(traceId)
  })

  it('is read from the environment', async () => {
    vi.stubEnv('HOPTRACE_TRACE_ID_IN_BODY', 'never')
    onTestFinished(() => void vi.unstubAllEnvs())
    const GET = withTracing(() => Response.json({ error: 'no' }, { status: 404 }))
    const { value } = await captureRecords(() => GET(get() as never, context))
    expect(await value?.json()).toEqual({ error: 'no' })
  })

  it('holds for the JSON of a thrown error too', async () => {
    const options = { errorResponse: 'json', traceIdInBody: 'never' } as const
    const GET = withTracing(() => Promise.reject(new Error('a detail')), options)
    const { value, records } = await captureRecords(() => GET(get() as never, context))
    expect(await value?.json()).toEqual({ error: 'INTERNAL_ERROR' })
    expect(value?.headers.get('x-trace-id')).toBe(records[0]?.traceId)
  })
})

describe('a request whose client has left before', () => {
  it('is handled, and partial', async () => {
    const GET = withTracing(() => new Response('done'))
    const request = new Request('http://a.example/', { signal: AbortSignal.abort() })
    const { value, records } = await captureRecords(() => GET(request as never, context))
    expect(await value?.text()).toBe('done')
    expect(records[1]).toMatchObject({
      level: 'warn',
      result: 'partial',
      metadata: { aborted: true, statusCode: 200 },
    })
  })
})

describe('identify', () => {
  const ask = (identify: () => never) => {
    const GET = withTracing(() => new Response(), { identify })
    return captureRecords(() => GET(get() as never, context))
  }

  it('sets the identity for all records', async () => {
    const { records } = await ask(() => ({ userId: 'u' }) as never)
    expect(records.map(({ userId }) => userId)).toEqual(['u', 'u'])
  })

  it('may return a promise, for which the handler does not wait', async () => {
    const { records } = await ask((() => Promise.resolve({ userId: 'u' })) as never)
    expect(records.map(({ userId }) => userId)).toEqual([undefined, 'u'])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    ['is rejected', () => Promise.reject(new Error('no'))],
    ['names nobody', () => undefined],
  ] as [string, () => never][])('that %s does not affect the request', async (_what, identify) => {
    const { value, records } = await ask(identify)
    expect(value?.status).toBe(200)
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })
})

describe('a route with errorResponse json', () => {
  const ask = (error: unknown) => {
    const GET = withTracing(() => Promise.reject(error), { errorResponse: 'json' })
    return captureRecords(() => GET(get() as never, context))
  }

  it('answers with a code and the trace id, and records the rest', async () => {
    const { value, records } = await ask(new Error('a detail'))
    expect(value?.status).toBe(500)
    expect(value?.headers.get('x-trace-id')).toBe(records[0]?.traceId)
    expect(await value?.json()).toEqual({ error: 'INTERNAL_ERROR', traceId: records[0]?.traceId })
    expect(records[1]).toMatchObject({ level: 'error', error: { message: 'a detail' } })
  })

  it('answers with the status of the error', async () => {
    const { value, records } = await ask(Object.assign(new Error('gone'), { statusCode: 410 }))
    expect(value?.status).toBe(410)
    expect(await value?.json()).toMatchObject({ error: 'GONE' })
    expect(records[1]).toMatchObject({ level: 'warn', metadata: { statusCode: 410 } })
  })

  it('tells the caller of an unsampled trace that its records are kept', async () => {
    const options = { errorResponse: 'json', sampling: { rate: 0 } } as const
    const GET = withTracing(() => Promise.reject(new Error('boom')), options)
    const { value } = await captureRecords(() => GET(get() as never, context))
    expect(value?.headers.get('x-trace-keep')).toBe('1')
  })

  it('still redirects', async () => {
    const { value } = await ask(controlFlowError('NEXT_REDIRECT;replace;/x;308;'))
    expect(value?.status).toBe(308)
  })
})

describe('the options of withTracing', () => {
  it('fail at set-up with the option’s name and value', () => {
    const handler = () => new Response()
    expect(() => withTracing(handler, { servise: 'x' } as never)).toThrow(
      "hoptrace: unknown option 'servise'; known are service, ",
    )
    expect(() => withTracing(handler, { action: 7 } as never)).toThrow(
      new TypeError("hoptrace: option 'action' must be a non-empty string, got 7"),
    )
    expect(() => withTracing(handler, { errorResponse: 'html' } as never)).toThrow(
      new TypeError("hoptrace: option 'errorResponse' must be rethrow or json, got 'html'"),
    )
    expect(() => withTracing(handler, { identify: {} } as never)).toThrow(
      new TypeError(
        "hoptrace: option 'identify' must be a function of the request and its context, got object",
      ),
    )
    expect(() => withTracing(handler, { level: 'loud' } as never)).toThrow(
      new TypeError(
        "hoptrace: option 'level' must be debug, info, warn, error or silent, got 'loud'",
      ),
    )
  })
})
