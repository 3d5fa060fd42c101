import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  parseTraceId,
  traceIdFromW3c,
  w3cFromTraceId,
} from '../../../src/core/propagation/trace-id.ts'
import { hex, hostile } from './arbitraries.ts'

const UUID = '0192f3a4-5b6c-7d8e-9f01-23456789abcd'
const HEX = '0192f3a45b6c7d8e9f0123456789abcd'

describe('a trace id', () => {
  it.each([`req_${UUID}`, UUID, 'req_abc123xyz789', 'A-b_9', 'x'.repeat(128)])(
    'is accepted unchanged: %s',
    (id) => {
      expect(parseTraceId(id)).toBe(id)
    },
  )

  it.each([
    undefined,
    '',
    'x'.repeat(129),
    'a b',
    'a\nb',
    'a"b',
    'ünicode',
    '{"a":1}',
    'a, b',
    'req_00000000-0000-0000-0000-000000000000',
  ])('is refused if it has another form: %j', (text) => {
    expect(parseTraceId(text)).toBeUndefined()
  })

  it('is converted to its W3C spelling and back', () => {
    expect(w3cFromTraceId(`req_${UUID}`)).toBe(HEX)
    expect(traceIdFromW3c(HEX)).toBe(`req_${UUID}`)
  })

  it('is converted even if its UUID version is invalid, as that of W3C ids is', () => {
    const hex = '4bf92f3577b34da6a3ce929d0e0e4736'.replace('4d', 'fd')
    expect(w3cFromTraceId(traceIdFromW3c(hex))).toBe(hex)
  })

  it('has no W3C spelling if it is foreign', () => {
    expect(w3cFromTraceId('req_abc123xyz789')).toBeUndefined()
    expect(w3cFromTraceId(`req_${UUID.toUpperCase()}`)).toBeUndefined()
  })

  it('is the same after a conversion from every W3C id and back', () => {
    fc.assert(
      fc.property(hex(32), (id) => {
        const traceId = traceIdFromW3c(id)
        expect(parseTraceId(traceId)).toBe(traceId)
        expect(w3cFromTraceId(traceId)).toBe(id)
        expect(traceIdFromW3c(w3cFromTraceId(traceId) ?? '')).toBe(traceId)
      }),
    )
  })

  it('has at most 128 letters, digits, dashes and underscores after parsing of any text, which never throws', () => {
    fc.assert(
      fc.property(hostile(hex(32).map(traceIdFromW3c)), (text) => {
        const traceId = parseTraceId(text)
        if (traceId !== undefined) expect(traceId).toMatch(/^[A-Za-z0-9_-]{1,128}$/)
      }),
    )
  })
})
