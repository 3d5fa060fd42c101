import { Readable } from 'node:stream'
import type { NextApiHandler } from 'next'
import { generateETag } from 'next/dist/server/lib/etag.js'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type NextOptions, type TracedApiHandler, withApiTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { serveApiRoute } from './serve-api-route.ts'

const TRACE_ID = 'req_abc'

/** Sends a request to an API route. Returns the response, and its body as text. */
async function ask(handler: NextApiHandler, headers: HeadersInit = {}) {
  const { value, records } = await captureRecords(async () => {
    const sent = { 'x-trace-id': TRACE_ID, ...headers }
    const response = await fetch(await serveApiRoute(handler), { headers: sent })
    return { response, body: await response.text() }
  })
  return { ...(value as NonNullable<typeof value>), records }
}

const askTraced = (
  handler: TracedApiHandler<unknown>,
  options?: NextOptions<never, never>,
  headers?: HeadersInit,
) => ask(withApiTracing(handler, options as object), headers)

type Send = (response: Parameters<NextApiHandler>[1]) => unknown

describe('a traced API route', () => {
  it('has one start, one ending and the id on its response', async () => {
    const { response, records } = await askTraced((_request, response) =>
      response.status(201).json({ a: 1 }),
    )
    expect(response.headers.get('x-trace-id')).toBe(TRACE_ID)
    expect(records).toEqual([
      expect.objectContaining({ phase: 'start', traceId: TRACE_ID }),
      expect.objectContaining({
        phase: 'complete',
        result: 'success',
        metadata: expect.objectContaining({ statusCode: 201 }),
      }),
    ])
  })

  it('keeps a trace id that the handler set itself', async () => {
    const { response } = await askTraced((_request, response) =>
      response.setHeader('x-trace-id', 'mine').end(),
    )
    expect(response.headers.get('x-trace-id')).toBe('mine')
  })
})

describe('an API route on a platform that freezes the process after an answer', () => {
  /** Asks a route. Returns whether its ending was written when the platform no longer waits. */
  async function endsInTime(handler: TracedApiHandler<unknown>): Promise<boolean[]> {
    const waited: Promise<boolean>[] = []
    const lines: string[] = []
    const waitUntil = (promise: Promise<unknown>): void => {
      waited.push(promise.then(() => lines.some((line) => line.includes('"complete"'))))
    }
    const key = Symbol.for('@next/request-context')
    Object.assign(globalThis, { [key]: { get: () => ({ waitUntil }) } })
    onTestFinished(() => void Reflect.deleteProperty(globalThis, key))
    const address = await serveApiRoute(withApiTracing(handler))
    const { value } = await captureRecords(async () => {
      const write = process.stdout.write
      process.stdout.write = ((text: string) => lines.push(text) > 0) as typeof write
      await fetch(address).then((response) => response.text())
      const inTime = await Promise.all(waited)
      process.stdout.write = write
      return inTime
    })
    return value ?? []
  }

  it('makes it wait for the ending', async () => {
    expect(await endsInTime((_request, response) => response.json({}))).toEqual([true])
  })

  it('makes it wait for nothing if the handler has not answered', async () => {
    expect(
      await endsInTime((_request, response) => void setImmediate(() => response.end())),
    ).toEqual([])
  })
})

describe('the headers of an API route', () => {
  it.each([
    [404, '1'],
    [200, null],
  ])('say whether an unsampled request is kept: %i', async (status, keep) => {
    const { response } = await askTraced(
      (_request, response) => void response.status(status).end('text'),
      { sampling: { rate: 0 } },
    )
    expect([response.status, response.headers.get('x-trace-keep')]).toEqual([status, keep])
  })

  it('expose the trace id to scripts of other origins, if those may read the response', async () => {
    const { response } = await askTraced((_request, response) => {
      response.setHeader('access-control-allow-origin', '*')
      response.setHeader('access-control-expose-headers', 'x-total')
      response.json({})
    })
    expect(response.headers.get('access-control-expose-headers')).toBe('x-total, x-trace-id')
    const { response: sameOrigin } = await askTraced((_request, response) => response.json({}))
    expect(sameOrigin.headers.get('access-control-expose-headers')).toBeNull()
  })
})

const OBJECTS: [what: string, send: Send][] = [
  ['json()', (response) => response.json({ b: 'ö', 1: [] })],
  ['json() with a status', (response) => response.status(404).json({ error: 'no' })],
  ['json() with an empty object', (response) => response.json({})],
  ['send() with an object', (response) => response.send({ b: 'ö', 1: [] })],
  ['send() with an object that has toJSON()', (response) => response.send({ toJSON: () => ({}) })],
  ['send() with text of the type JSON', (response) => asJson(response).send('{ "a": 1.0 }\n')],
]

const OTHERS: [what: string, send: Send][] = [
  ['json() with an array', (response) => response.json([1])],
  ['json() with a string', (response) => response.json('text')],
  ['json() with null', (response) => response.json(null)],
  ['json() with an object that has a trace id', (response) => response.json({ traceId: 'mine' })],
  ['send() with an array', (response) => response.send([{}])],
  ['send() with an object whose toJSON() returns text', (response) => response.send(new Date(0))],
  ['send() with nothing', (response) => response.send(undefined)],
  ['send() with text of no type', (response) => response.send('{"a":1}')],
  ['send() with a buffer', (response) => asJson(response).send(Buffer.from('{"a":1}'))],
  ['send() with a stream', (response) => asJson(response).send(Readable.from(['{"a":1}']))],
  ['end()', (response) => asJson(response).end('{"a":1}')],
  ['an ETag', (response) => response.setHeader('ETag', '"e"') && response.json({ a: 1 })],
  [
    'an encoding',
    (response) => response.setHeader('Content-Encoding', 'identity') && response.json({ a: 1 }),
  ],
  [
    'a digest',
    (response) => response.setHeader('Repr-Digest', 'sha-256=:a:') && response.send({ a: 1 }),
  ],
  [
    'a length',
    (response) => asJson(response).setHeader('Content-Length', 7) && response.send('{"a":1}'),
  ],
  ['a status without a body', (response) => response.status(204).send({ a: 1 })],
]

function asJson<Response extends Parameters<Send>[0]>(response: Response): Response {
  return response.setHeader('Content-Type', 'application/json')
}

/** The headers of a response that depend on its body alone. */
const headersOf = ({ headers }: Response) =>
  Object.fromEntries(
    [...headers].filter(([name]) => !['date', 'etag', 'content-length'].includes(name)),
  )

describe('traceIdInBody in an API route', () => {
  it.each(OBJECTS)('always adds the id to a JSON object: %s', async (_what, send) => {
    const plain = await askTraced((_request, response) => send(response), {
      traceIdInBody: 'never',
    })
    const { response, body } = await askTraced((_request, response) => send(response), {
      traceIdInBody: 'always',
    })
    expect(JSON.parse(body)).toEqual({ ...JSON.parse(plain.body), traceId: TRACE_ID })
    const end = plain.body.trimEnd().slice(0, -1)
    expect(body.startsWith(end)).toBe(true)
    expect(response.status).toBe(plain.response.status)
    expect(headersOf(response)).toEqual(headersOf(plain.response))
  })

  it.each(OTHERS)('always leaves the rest of the response unchanged: %s', async (_what, send) => {
    const plain = await ask((_request, response) => send(response))
    const { response, body } = await askTraced((_request, response) => send(response), {
      traceIdInBody: 'always',
    })
    expect([response.status, body]).toEqual([plain.response.status, plain.body])
    expect(headersOf(response)).toEqual({ ...headersOf(plain.response), 'x-trace-id': TRACE_ID })
  })

  it.each<[NextOptions['traceIdInBody'], number, boolean]>([
    [undefined, 399, false],
    [undefined, 400, true],
    [undefined, 500, true],
    ['errors', 200, false],
    ['errors', 503, true],
    ['never', 404, false],
    ['always', 200, true],
  ])('%s adds the id to a %i: %s', async (traceIdInBody, status, isAdded) => {
    const { body } = await askTraced(
      (_request, response) => response.status(status).json({ a: 1 }),
      traceIdInBody && { traceIdInBody },
    )
    expect(JSON.parse(body)).toEqual(isAdded ? { a: 1, traceId: TRACE_ID } : { a: 1 })
  })

  it('leaves the length and the ETag to Next.js, which computes them from the body with the id', async () => {
    const { response, body } = await askTraced((_request, response) => response.json({ a: 'ö' }), {
      traceIdInBody: 'always',
    })
    expect(JSON.parse(body)).toEqual({ a: 'ö', traceId: TRACE_ID })
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(body)))
    expect(response.headers.get('etag')).toBe(generateETag(body))
  })

  it('leaves it to Next.js to report a value without JSON', async () => {
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    const { response, records } = await askTraced(
      (_request, response) => response.status(400).send(cyclic),
      { errorResponse: 'json' },
    )
    expect(response.status).toBe(500)
    expect(records[1]).toMatchObject({ error: { name: 'TypeError' } })
  })

  it.each<[NextOptions['traceIdInBody'], object]>([
    ['errors', { error: 'GONE', traceId: TRACE_ID }],
    ['never', { error: 'GONE' }],
  ])('%s holds for the JSON of a thrown error too', async (traceIdInBody, expected) => {
    const { response, body } = await askTraced(
      () => Promise.reject(Object.assign(new Error('a detail'), { statusCode: 410 })),
      { errorResponse: 'json', ...(traceIdInBody && { traceIdInBody }) },
    )
    expect(response.status).toBe(410)
    expect(JSON.parse(body)).toEqual(expected)
  })
})
