import { describe, expect, it } from 'vitest'
import { formatTraceparent, parseTraceparent } from '../../src/core/propagation/traceparent.ts'

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
    ['flags that are not known', `00-${TRACE}-${PARENT}-ff`, 3],
    ['a higher version', `cc-${TRACE}-${PARENT}-01`, 1],
    ['a higher version with more fields', `cc-${TRACE}-${PARENT}-01-what-the-future-holds`, 1],
  ])('may have %s', (_what, text, flags) => {
    expect(parseTraceparent(text)?.flags).toBe(flags)
  })

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['version ff', `ff-${TRACE}-${PARENT}-01`],
    ['more fields in version 00', `00-${TRACE}-${PARENT}-01-x`],
    ['a higher version whose rest is not set off', `cc-${TRACE}-${PARENT}-01.x`],
    ['upper case', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['a trace-id of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a parent-id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a short trace-id', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['two headers joined', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
    ['a line break', `00-${TRACE}-${PARENT}-01\n`],
  ])('is refused with %s', (_what, text) => {
    expect(parseTraceparent(text)).toBeUndefined()
  })

  it('is formatted as version 00 with the flags that are known', () => {
    const text = formatTraceparent({ traceId: TRACE, parentId: PARENT, flags: 0xff })
    expect(text).toBe(`00-${TRACE}-${PARENT}-03`)
    expect(parseTraceparent(text)).toEqual({ traceId: TRACE, parentId: PARENT, flags: 3 })
  })
})
