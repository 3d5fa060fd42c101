import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTraceparent, parseTraceparent } from '../../../src/core/propagation/traceparent.ts'
import { hex, hostile, traceparent } from './arbitraries.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'

describe('a traceparent', () => {
  it('is parsed into its parts', () => {
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-01`)).toEqual({
      traceId: TRACE,
      parentId: PARENT,
      flags: 1,
    })
  })

  it.each([
    ['white space around it', ` \t00-${TRACE}-${PARENT}-00\t `, 0],
    ['unknown flags', `00-${TRACE}-${PARENT}-ff`, 3],
    ['a higher version', `cc-${TRACE}-${PARENT}-01`, 1],
    ['a higher version with more fields', `cc-${TRACE}-${PARENT}-01-what-the-future-holds`, 1],
  ])('is accepted with %s', (_what, text, flags) => {
    expect(parseTraceparent(text)?.flags).toBe(flags)
  })

  it.each([
    ['no value', undefined],
    ['an empty text', ''],
    ['version ff', `ff-${TRACE}-${PARENT}-01`],
    ['more fields in version 00', `00-${TRACE}-${PARENT}-01-x`],
    ['a higher version without a dash before its rest', `cc-${TRACE}-${PARENT}-01.x`],
    ['upper case', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['a trace-id of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a parent-id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a short trace-id', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['two headers joined', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
    [
      'two headers of a higher version joined',
      `cc-${TRACE}-${PARENT}-01-x, cc-${TRACE}-${PARENT}-01-x`,
    ],
    ['a line break', `00-${TRACE}-${PARENT}-01\n`],
    ['a no-break space before it', `\u00a000-${TRACE}-${PARENT}-01`],
  ])('is refused with %s', (_what, text) => {
    expect(parseTraceparent(text)).toBeUndefined()
  })

  it('is formatted as version 00 with the known flags alone', () => {
    const text = formatTraceparent({ traceId: TRACE, parentId: PARENT, flags: 0xff })
    expect(text).toBe(`00-${TRACE}-${PARENT}-03`)
    expect(parseTraceparent(text)).toEqual({ traceId: TRACE, parentId: PARENT, flags: 3 })
  })

  it('is the same after it is formatted and parsed', () => {
    const flags = fc.integer({ min: 0, max: 3 })
    fc.assert(
      fc.property(fc.record({ traceId: hex(32), parentId: hex(16), flags }), (parent) => {
        expect(parseTraceparent(formatTraceparent(parent))).toEqual(parent)
      }),
    )
  })

  it('is the same after it is parsed and formatted', () => {
    fc.assert(
      fc.property(traceparent, (text) => {
        const parent = parseTraceparent(text)
        expect(parent && formatTraceparent(parent)).toBe(text)
      }),
    )
  })

  it('is valid after parsing and formatting of any text, which never throws', () => {
    fc.assert(
      fc.property(hostile(traceparent), (text) => {
        const parent = parseTraceparent(text)
        if (parent === undefined) return
        expect(formatTraceparent(parent)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$/)
      }),
    )
  })

  it('is parsed in linear time', { timeout: 2000 }, () => {
    const begun = `cc-${TRACE}-${PARENT}-01`
    for (const piece of [' ', '0', '-', ' -', 'x ']) {
      const long = piece.repeat(1_000_000)
      for (const text of [long, `${begun}-${long}\n`, `${begun}${long}\n`]) {
        expect(parseTraceparent(text)).toBeUndefined()
      }
    }
  })
})
