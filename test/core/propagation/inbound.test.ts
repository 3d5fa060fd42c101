import { describe, expect, it } from 'vitest'
import { readOrigin } from '../../../src/core/propagation/inbound.ts'

const UUID = '0192f3a4-5b6c-7d8e-9f01-23456789abcd'
const HEX = UUID.replaceAll('-', '')
const OTHER = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'

const read = (headers: Record<string, string>) => readOrigin((name) => headers[name])

describe('the origin of a request', () => {
  it('is a new trace when the caller sent none', () => {
    const { traceId, w3cTraceId, parentId, flags } = read({})
    expect(traceId).toMatch(
      /^req_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(traceId.replace('req_', '').replaceAll('-', '')).toBe(w3cTraceId)
    expect(parentId).toBeUndefined()
    expect(flags).toBe(3)
  })

  it('is the trace and span of x-trace-id and traceparent when they agree', () => {
    const origin = read({ 'x-trace-id': `req_${UUID}`, traceparent: `00-${HEX}-${PARENT}-02` })
    expect(origin).toEqual({ traceId: `req_${UUID}`, w3cTraceId: HEX, parentId: PARENT, flags: 3 })
  })

  it('is named by a foreign x-trace-id, and placed by the traceparent beside it', () => {
    const origin = read({ 'x-trace-id': 'req_abc123', traceparent: `00-${OTHER}-${PARENT}-01` })
    expect(origin).toEqual({ traceId: 'req_abc123', w3cTraceId: OTHER, parentId: PARENT, flags: 1 })
  })

  it('is given a W3C id once, when only a foreign x-trace-id came', () => {
    const { traceId, w3cTraceId, parentId } = read({ 'x-trace-id': 'req_abc123' })
    expect(traceId).toBe('req_abc123')
    expect(w3cTraceId).toMatch(/^[0-9a-f]{32}$/)
    expect(parentId).toBeUndefined()
  })

  it('is named by x-trace-id, and links the other, when the two disagree', () => {
    const origin = read({ 'x-trace-id': `req_${UUID}`, traceparent: `00-${OTHER}-${PARENT}-01` })
    expect(origin).toMatchObject({ traceId: `req_${UUID}`, w3cTraceId: HEX })
    expect(origin.parentId).toBeUndefined()
    expect(origin.links).toEqual(['req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736'])
  })

  it('is the traceparent when x-trace-id is not acceptable', () => {
    const origin = read({ 'x-trace-id': 'a b', traceparent: `00-${OTHER}-${PARENT}-00` })
    expect(origin.traceId).toBe('req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736')
    expect(origin.parentId).toBe(PARENT)
  })
})
