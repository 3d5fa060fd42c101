import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentTrace, type Exporter, type Trace } from '../../../src/index.ts'
import { createLambdaTraceContext, tracing } from '../../../src/middy/index.ts'
import { createTraceContext, injectTraceId, withTracing } from '../../../src/next/index.ts'
import { withNodeTracing } from '../../../src/node/index.ts'
import { events } from '../../../src/testing/index.ts'
import { captureRecords } from '../../capture.ts'
import { type HeaderServer, startHeaderServer } from '../../header-server.ts'
import { handlerOf, invoke, lambdaContext, restApiEvent } from '../../middy/invocation.ts'
import { listen } from '../../node/serve.ts'
import { STRANGER, strangersIn } from '../../stranger.ts'

const HOSTILE = { ...STRANGER, 'x-other': '1' }

let server: HeaderServer

beforeAll(async () => {
  server = await startHeaderServer()
})
afterAll(() => server.close())

/** How a service that refuses its caller sends on the headers that it got. */
const SENDERS: readonly [string, (headers: HeadersInit, trace: Trace) => Promise<unknown>][] = [
  ['trace.fetch', (headers, trace) => trace.fetch(server.url, { headers })],
  [
    'trace.fetch of a Request',
    (headers, trace) => trace.fetch(new Request(server.url, { headers })),
  ],
  ['trace.headers', (headers, trace) => fetch(server.url, { headers: trace.headers(headers) })],
  [
    'trace.headers within a step',
    (headers, trace) =>
      trace.hop('a', () => fetch(server.url, { headers: trace.headers(headers) })),
  ],
  [
    'injectTraceId',
    (headers, trace) => fetch(server.url, { headers: injectTraceId(headers, trace) }),
  ],
]

const ADAPTERS: readonly [
  string,
  (send: (headers: HeadersInit, trace: Trace) => Promise<unknown>) => unknown,
][] = [
  [
    'a route',
    (send) => {
      const route = withTracing(
        async (request: Request, _context, trace) => {
          await send(request.headers, trace)
          return new Response()
        },
        { acceptInbound: false },
      )
      const request = new Request('http://shop.example/', { headers: HOSTILE })
      return route(request, { params: Promise.resolve({}) })
    },
  ],
  [
    'createTraceContext',
    (send) => {
      const init = { action: 'a', headers: HOSTILE, acceptInbound: () => false }
      return send(HOSTILE, createTraceContext(init))
    },
  ],
  [
    'a function behind an HTTP API',
    (send) => {
      const handle = (event: unknown) =>
        send((event as { headers: HeadersInit }).headers, currentTrace())
      const middleware = tracing({ acceptInbound: (header) => header('x-internal') === 'yes' })
      return handlerOf([middleware], handle)(events.httpApi({ headers: HOSTILE }), lambdaContext())
    },
  ],
  [
    'a function behind a REST API, with each header twice',
    (send) => {
      const twice = Object.entries(HOSTILE).map(([name, value]) => [name, ['first', value]])
      const event = restApiEvent(HOSTILE, { multiValueHeaders: Object.fromEntries(twice) })
      const handle = () => send(HOSTILE, currentTrace())
      return handlerOf([tracing({ acceptInbound: false })], handle)(event, lambdaContext())
    },
  ],
  [
    'a server of node:http',
    async (send) => {
      const listener = withNodeTracing(
        async ({ headers }, response) => {
          await send({ ...headers } as Record<string, string>, currentTrace())
          response.end()
        },
        { acceptInbound: false },
      )
      await fetch(await listen(createServer(listener)), { headers: HOSTILE })
    },
  ],
  [
    'a handler within a handler',
    (send) => {
      const inner = handlerOf([tracing()], () => send(HOSTILE, currentTrace()))
      const outer = handlerOf([tracing({ acceptInbound: false })], inner)
      return outer(events.httpApi({ headers: HOSTILE }), lambdaContext())
    },
  ],
]

describe.each(ADAPTERS)('%s that refuses its caller', (_adapter, run) => {
  it.each(SENDERS)('sends none of the caller’s trace headers with %s', async (_sender, send) => {
    let traceId = ''
    await captureRecords(() =>
      run((headers, trace) => {
        traceId = trace.id
        return send(headers, trace)
      }),
    )
    expect(strangersIn(JSON.stringify(server.received))).toEqual([])
    expect(server.received).toMatchObject({
      'x-trace-id': traceId,
      'x-trace-hops': '1',
      'x-other': '1',
    })
    expect(server.received.traceparent).toContain(traceId.slice('req_'.length).replaceAll('-', ''))
    expect(traceId).toMatch(/^req_/)
  })
})

describe('a service that refuses its caller', () => {
  const refusing = (options: object = {}) =>
    createTraceContext({ action: 'a', headers: HOSTILE, acceptInbound: false, ...options })

  it('keeps headers that its own code sets', () => {
    const own = {
      'x-trace-id': 'order-17',
      traceparent: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`,
      tracestate: 'own=1',
      baggage: 'own=1',
      'x-trace-hops': '7',
    }
    expect(Object.fromEntries(refusing().headers(own))).toEqual(own)
    const mixed = refusing().headers({ ...HOSTILE, baggage: 'own=1' })
    expect(mixed.get('baggage')).toBe('own=1')
    expect(strangersIn(JSON.stringify([...mixed]))).toEqual([])
  })

  it('keeps an id that its own code puts into the event', async () => {
    const event = events.httpApi({ headers: HOSTILE })
    let headers = new Headers()
    await invoke(
      [tracing({ acceptInbound: false })],
      () => {
        Object.assign(event.headers, { 'x-trace-id': 'order-17' })
        headers = currentTrace().headers(event.headers as HeadersInit)
      },
      event,
    )
    expect(headers.get('x-trace-id')).toBe('order-17')
  })

  it('sends none of the caller’s trace headers to hosts that propagateTo leaves out', async () => {
    const trace = refusing({ propagateTo: ['other.example'] })
    await captureRecords(() => trace.fetch(server.url, { headers: HOSTILE }))
    expect(strangersIn(JSON.stringify(server.received))).toEqual([])
    expect(server.received).not.toHaveProperty('x-trace-id')
    expect(server.received).toHaveProperty('x-other', '1')
  })

  it('replaces the caller’s trace headers if injectTraceId gets an id alone', async () => {
    const route = withTracing(
      async (request: Request, _context, trace) =>
        Response.json([...injectTraceId(request.headers, trace.id)]),
      { acceptInbound: false },
    )
    const request = new Request('http://shop.example/', { headers: HOSTILE })
    const { value, records } = await captureRecords(() =>
      route(request, { params: Promise.resolve({}) }),
    )
    expect(Object.fromEntries((await value?.json()) ?? [])).toEqual({
      'x-other': '1',
      'x-trace-id': records[0]?.traceId,
    })
  })

  it('sends none of the caller’s trace headers even if an exporter’s join returns a new context', () => {
    const exporter: Exporter = {
      join: ({ traceContext: { traceId, w3cTraceId, flags } }) => ({ traceId, w3cTraceId, flags }),
      onSpanEnd: () => undefined,
    }
    const headers = refusing({ exporters: [exporter] }).headers(HOSTILE)
    expect(strangersIn(JSON.stringify([...headers]))).toEqual([])
  })

  it('passes nothing of the caller’s trace to an exporter', () => {
    const seen: unknown[] = []
    const exporter: Exporter = {
      join: ({ traceContext }) => {
        seen.push(traceContext)
        return traceContext
      },
      onSpanEnd: (span) => void seen.push(span),
    }
    refusing({ exporters: [exporter] }).hop('a', () => 1)
    expect(seen).toHaveLength(2)
    expect(strangersIn(JSON.stringify(seen))).toEqual([])
  })

  it('writes nothing of the caller’s trace', async () => {
    const { lines } = await captureRecords(() => refusing().info('a'))
    expect(strangersIn(lines.join())).toEqual([])
  })
})

describe('a service whose request has no refused trace', () => {
  it('sends the caller’s headers on unchanged with trace.headers', () => {
    const trace = createTraceContext({ action: 'a', headers: HOSTILE })
    expect(Object.fromEntries(trace.headers(HOSTILE))).toEqual(HOSTILE)
  })

  it('does not remove an id that its own code sets, even if it refuses callers', () => {
    const trace = createLambdaTraceContext({}, lambdaContext(), { acceptInbound: false })
    expect(trace.headers({ 'x-trace-id': 'order-17' }).get('x-trace-id')).toBe('order-17')
  })
})
