import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTracestate } from '../../../src/core/propagation/tracestate.ts'
import { hostile, tracestate } from './arbitraries.ts'

const members = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=v`)

describe('a tracestate', () => {
  it.each([
    ['one member', 'a=1'],
    ['members with blanks around them', '\t a=1 \t,\t b=2 '],
    ['headers that were joined', 'a=1, b=2'],
    ['empty members', ',a=1,, ,b=2,'],
    ['a key twice', 'a=1,a=2'],
    ['a key that begins with a digit', '0a=1'],
    ['at signs anywhere but in front', 'a@=1,b@@c=2,d@e@f=3'],
    ['a key of 256 characters', `${'k'.repeat(256)}=1`],
    ['a value of 256 characters', `k=${'v'.repeat(256)}`],
    ['a value with blanks before its end', 'k=  a b'],
    ['32 members', members(32).join()],
    ['32 members and empty ones', members(32).join(',,')],
    ['4096 characters', `${members(16).join()},`.padEnd(4096, ' ')],
  ])('is kept unchanged with %s', (_what, text) => {
    expect(parseTracestate(text)).toBe(text)
  })

  it.each([
    ['no value', undefined],
    ['an empty text', ''],
    ['empty members only', ', ,\t'],
    ['no value', 'a=1,b'],
    ['an empty value', 'a=,b=3'],
    ['a blank value', 'a= ,b=3'],
    ['an equals sign in a value', 'a=b=c'],
    ['a tab in a value', 'a=b\tc'],
    ['an empty key', '=1'],
    ['a blank after a key', 'a =1'],
    ['a key in upper case', 'b=1,A=1'],
    ['a dot in a key', 'a.b=1'],
    ['a key that begins with an at sign', '@a=1,b=2'],
    ['a key of 257 characters', `a=1,${'k'.repeat(257)}=1`],
    ['a value of 257 characters', `a=1,k=${'v'.repeat(257)}`],
    ['33 members', members(33).join()],
    ['more than 4096 characters', `${members(16).join()},`.padEnd(4097, ' ')],
    ['a line break', 'a=1\nb=2'],
    ['a no-break space', 'a=1,\u00a0b=2'],
    ['a letter outside of ASCII', 'a=ü'],
  ])('is dropped as a whole with %s', (_what, text) => {
    expect(parseTracestate(text)).toBeUndefined()
  })

  it('is kept unchanged with any valid members', () => {
    const short = tracestate.filter((text) => text.length <= 4096)
    fc.assert(
      fc.property(short, (text) => {
        expect(parseTracestate(text)).toBe(text)
      }),
    )
  })

  it('has printable members alone after parsing of any text, which never throws', () => {
    fc.assert(
      fc.property(hostile(tracestate), (text) => {
        const kept = parseTracestate(text)
        if (kept === undefined) return
        expect(kept).toBe(text)
        expect(kept).toMatch(/^[\t -~]{1,4096}$/)
        const members = kept.split(',').map((member) => member.trim())
        for (const member of members.filter(Boolean))
          expect(member).toMatch(/^[^=A-Z@][^=A-Z]*=[^=]+$/)
      }),
    )
  })

  it('is parsed in linear time', { timeout: 2000 }, () => {
    for (const piece of [' ', ',', 'a', 'a=', 'a=1,', 'a=1 ,\t']) {
      expect(parseTracestate(piece.repeat(1_000_000))).toBeUndefined()
    }
  })
})
