import { describe, expect, it } from 'vitest'
import {
  createTraceContext,
  extractTraceId,
  injectTraceId,
  logError,
  logRequest,
  logResponse,
} from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const HEX = '4bf92f3577b34da6a3ce929d0e0e4736'

describe('the functions for code without a wrapper', () => {
  it('write a start and an ending', async () => {
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({
        action: 'orders:list',
        headers: { 'x-trace-id': 'req_abc' },
        service: 'shop',
        layer: 'edge',
        tenantId: 't',
      })
      logRequest(trace, { method: 'GET' })
      logResponse(trace, { statusCode: 200 })
    })
    const whole = {
      traceId: 'req_abc',
      service: 'shop',
      layer: 'edge',
      action: 'orders:list',
      tenantId: 't',
    }
    expect(records).toEqual([
      expect.objectContaining({ ...whole, phase: 'start', metadata: { method: 'GET' } }),
      expect.objectContaining({ ...whole, phase: 'complete', metadata: { statusCode: 200 } }),
    ])
  })

  it('write one ending, and mark later records as late', async () => {
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a' })
      logError(trace, new Error('first'))
      logResponse(trace, { statusCode: 200 })
      trace.info('after')
    })
    expect(records.map(({ phase, late }) => [phase, late])).toEqual([
      ['complete', undefined],
      ['log', true],
      ['log', true],
    ])
  })

  it('begin a new trace if the headers are invalid', () => {
    expect(createTraceContext({ action: 'a', headers: { 'a b': 'c' } }).id).toMatch(/^req_/)
  })

  it.each([
    [{ 'x-trace-id': 'req_abc' }, 'req_abc'],
    [
      { 'X-Trace-Id': 'a b', traceparent: `00-${HEX}-00f067aa0ba902b7-01` },
      'req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736',
    ],
    [{ 'x-trace-id': '{"a":1}' }, undefined],
    [{}, undefined],
  ])('extract the trace id from %j', (headers, traceId) => {
    expect(extractTraceId(headers)).toBe(traceId)
  })

  it('inject the trace into a copy of the headers', () => {
    const headers = new Headers({ a: 'b' })
    expect([...injectTraceId(headers, 'req_abc')]).toEqual([
      ['a', 'b'],
      ['x-trace-id', 'req_abc'],
    ])
    expect(headers.has('x-trace-id')).toBe(false)
    expect(
      injectTraceId(undefined, createTraceContext({ action: 'a' })).get('traceparent'),
    ).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-03$/)
  })
})

describe('createTraceContext', () => {
  it.each([undefined, null])('throws a TypeError for %s as options', (init) => {
    expect(() => createTraceContext(init as never)).toThrow(
      new TypeError(`hoptrace: options must be an object, got ${init}`),
    )
  })
})
