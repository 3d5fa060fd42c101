import { describe, expect, it } from 'vitest'
import { readTraceContext } from '../../../src/core/propagation/inbound.ts'
import { withTraceHeaders, withTraceIdHeader } from '../../../src/core/propagation/outbound.ts'
import { withTracing } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

const W3C = '4bf92f3577b34da6a3ce929d0e0e4736'
const TRACE_ID = 'req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736'
const ROOT = 'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736'
const OTHER_XRAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0'
const SPAN = '00000000000000ab'
const INCOMING = {
  traceparent: `00-${W3C}-00f067aa0ba902b7-03`,
  tracestate: 'a=1 ,\tb=2,a=3',
  'x-amzn-trace-id': `Self=1-1;${ROOT};Sampled=?;Lineage=a:1|b:2`,
}

const send = (incoming: Record<string, string>, init?: HeadersInit | Request) =>
  withTraceHeaders(init, {
    trace: readTraceContext((name) => incoming[name]),
    spanId: SPAN,
    isSampled: true,
  })

describe('the headers to the next service', () => {
  it('are all six if the caller sends all of them', () => {
    expect(Object.fromEntries(send(INCOMING))).toEqual({
      'x-trace-id': TRACE_ID,
      'x-trace-parent': SPAN,
      'x-trace-hops': '1',
      traceparent: `00-${W3C}-${SPAN}-03`,
      tracestate: INCOMING.tracestate,
      'x-amzn-trace-id': `${INCOMING['x-amzn-trace-id']};Parent=${SPAN}`,
    })
  })

  it('are four if the caller sends none', () => {
    expect([...send({}).keys()]).toEqual([
      'traceparent',
      'x-trace-hops',
      'x-trace-id',
      'x-trace-parent',
    ])
  })

  it('have the own span as the parent in X-Ray’s header if it names the same trace', () => {
    const xray = `${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`
    const sent = send({ 'x-amzn-trace-id': xray })
    expect(sent.get('x-amzn-trace-id')).toBe(`${ROOT};Parent=${SPAN};Sampled=1`)
  })

  it('have X-Ray’s header unchanged if it names another trace', () => {
    const sent = send({ ...INCOMING, 'x-amzn-trace-id': OTHER_XRAY })
    expect(sent.get('x-amzn-trace-id')).toBe(OTHER_XRAY)
  })

  it.each(['', 'Root=undefined;Sampled=1', 'Sampled=1'])(
    'have no header for X-Ray if the caller’s names no trace: %j',
    (xray) => {
      expect(send({ ...INCOMING, 'x-amzn-trace-id': xray }).has('x-amzn-trace-id')).toBe(false)
    },
  )

  it.each(['traceparent', 'tracestate', 'x-amzn-trace-id'])(
    'keep a %s that the caller of the function passes, and add those that don’t depend on it',
    (name) => {
      const expected = new Headers(send(INCOMING))
      expected.set(name, 'mine')
      if (name === 'traceparent') expected.delete('tracestate')
      expect([...send(INCOMING, { [name.toUpperCase()]: 'mine' })]).toEqual([...expected])
    },
  )

  it('have no x-trace-parent beside an x-trace-id of another trace', () => {
    const sent = send(INCOMING, { 'X-Trace-Id': 'mine' })
    expect(sent.get('x-trace-id')).toBe('mine')
    expect(sent.has('x-trace-parent')).toBe(false)
    expect(sent.get('traceparent')).toBe(`00-${W3C}-${SPAN}-03`)
  })

  it('have an x-trace-parent beside the x-trace-id of the same trace', () => {
    const sent = send(INCOMING, { 'X-Trace-Id': TRACE_ID })
    expect(sent.get('x-trace-parent')).toBe(SPAN)
  })

  it('keep an x-trace-parent only with its x-trace-id', () => {
    const given = { 'x-trace-id': TRACE_ID, 'x-trace-parent': '00f067aa0ba902b7' }
    expect(send(INCOMING, given).get('x-trace-parent')).toBe(given['x-trace-parent'])
    const { 'x-trace-id': _id, ...alone } = given
    expect(send(INCOMING, alone).get('x-trace-parent')).toBe(SPAN)
  })

  it('have no tracestate beside a traceparent that the caller of the function passes', () => {
    const sent = send(INCOMING, { Traceparent: 'mine' })
    expect(sent.get('traceparent')).toBe('mine')
    expect(sent.has('tracestate')).toBe(false)
    expect(sent.get('x-trace-id')).toBe(TRACE_ID)
  })

  it.each<[string, HeadersInit | Request]>([
    ['an object', Object.freeze({ 'X-Trace-Id': 'mine', Headers: 'b' })],
    [
      'pairs',
      [
        ['X-Trace-Id', 'mine'],
        ['headers', 'b'],
      ],
    ],
    ['Headers', new Headers({ 'X-Trace-Id': 'mine', headers: 'b' })],
    [
      'a Request',
      new Request('http://a.example/', { headers: { 'X-Trace-Id': 'mine', headers: 'b' } }),
    ],
    [
      'a Request of another realm',
      { headers: new Map(Object.entries({ 'X-Trace-Id': 'mine', headers: 'b' })) } as never,
    ],
  ])('are added to a copy of %s, which keeps its own headers', (_what, init) => {
    const own = (init as Request).headers ?? init
    const before = [...new Headers(own)]
    for (const sent of [send(INCOMING, init), withTraceIdHeader(init, TRACE_ID)]) {
      expect(sent.get('x-trace-id')).toBe('mine')
      expect(sent.get('headers')).toBe('b')
    }
    expect(send(INCOMING, init).get('traceparent')).toBe(`00-${W3C}-${SPAN}-03`)
    expect([...new Headers(own)]).toEqual(before)
  })
})

describe('a response with CORS headers', () => {
  it.each([
    [undefined, 'x-trace-id'],
    ['x-a', 'x-a, x-trace-id'],
    ['x-a,X-Trace-Id', 'x-a,X-Trace-Id'],
    ['*', '*'],
  ])('exposes x-trace-id to scripts of other origins beside %s', async (given, exposed) => {
    const headers = {
      'access-control-allow-origin': '*',
      ...(given !== undefined && { 'access-control-expose-headers': given }),
    }
    const GET = withTracing(() => new Response('', { headers }))
    const { value } = await captureRecords(() =>
      GET(new Request('http://a.example/') as never, { params: Promise.resolve() }),
    )
    expect(value?.headers.get('access-control-expose-headers')).toBe(exposed)
  })
})
