import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatXrayHeader,
  parseXrayHeader,
  traceIdFromXray,
  w3cFromXray,
  xrayFromTraceId,
  xrayFromW3c,
} from '../../../src/core/propagation/xray.ts'
import { hex, hostile, xrayFields, xrayHeader, xrayRoot } from './arbitraries.ts'

const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
const TRACE_ID = 'req_5759e988-bd86-2e3f-e1be-46a994272793'
const PARENT = '53995c3f42cd8ad8'

describe('an X-Ray header', () => {
  it('is parsed into its fields, in their order', () => {
    const text = `Self=1-1-2;Root=${ROOT};Lineage=a87bd80c:1|68fd508a:5;Parent=${PARENT};Sampled=?`
    const header = parseXrayHeader(text)
    expect([...(header?.keys() ?? [])]).toEqual(['Self', 'Root', 'Lineage', 'Parent', 'Sampled'])
    expect(header?.get('Lineage')).toBe('a87bd80c:1|68fd508a:5')
    expect(header && formatXrayHeader(header)).toBe(text)
  })

  it.each([
    ['a Root alone', `Root=${ROOT}`],
    ['blanks', ` Root = ${ROOT} ;\tParent= ${PARENT}; Sampled=1 `],
    ['a semicolon at its end', `Root=${ROOT};Sampled=0;`],
    ['an empty field', `Root=${ROOT};Parent=;Sampled=;Lineage=`],
    ['an equals sign in a value', `Root=${ROOT};Data=YQ==`],
    ['a name that objects inherit', `Root=${ROOT};__proto__=1;constructor=2`],
  ])('is accepted with %s', (_what, text) => {
    expect(parseXrayHeader(text)?.get('Root')).toBe(ROOT)
  })

  it.each([
    ['no value', undefined],
    ['an empty text', ''],
    ['no Root', `Parent=${PARENT};Sampled=1`],
    ['an undefined Root', 'Root=undefined;Sampled=1'],
    ['a Root of zeros', `Root=1-${'0'.repeat(8)}-${'0'.repeat(24)}`],
    ['a Root in upper case', `Root=${ROOT.toUpperCase()}`],
    ['a Root of another version', `Root=2${ROOT.slice(1)}`],
    ['a short Root', `Root=${ROOT.slice(0, -1)}`],
    ['a Parent of zeros', `Root=${ROOT};Parent=${'0'.repeat(16)}`],
    ['a long Parent', `Root=${ROOT};Parent=${PARENT}0`],
    ['an invalid decision', `Root=${ROOT};Sampled=yes`],
    ['a field twice', `Root=${ROOT};Root=${ROOT}`],
    ['a field without a value', `Root=${ROOT};Sampled`],
    ['a field without a name', `Root=${ROOT};=1`],
    ['two headers joined', `Root=${ROOT}, Root=${ROOT}`],
    ['a blank in a value', `Root=${ROOT};Self=a b`],
    ['a line break', `Root=${ROOT};Self=a\r\nSet-Cookie: b`],
    ['more than 1024 characters', `Root=${ROOT};Self=${'x'.repeat(1024)}`],
  ])('is refused with %s', (_what, text) => {
    expect(parseXrayHeader(text)).toBeUndefined()
  })

  it('is the same after it is formatted and parsed', () => {
    fc.assert(
      fc.property(xrayFields, (fields) => {
        const header = new Map(fields)
        expect([...(parseXrayHeader(formatXrayHeader(header)) ?? [])]).toEqual([...header])
      }),
    )
  })

  it('is the same after it is parsed and formatted', () => {
    fc.assert(
      fc.property(xrayHeader, (text) => {
        expect(formatXrayHeader(parseXrayHeader(text) ?? new Map())).toBe(text)
      }),
    )
  })

  it('has printable fields alone after parsing and formatting of any text, which never throws', () => {
    fc.assert(
      fc.property(hostile(xrayHeader), (text) => {
        const header = parseXrayHeader(text)
        if (header === undefined) return
        expect(formatXrayHeader(header)).toMatch(/^[!-+\--~]{40,1024}$/)
        expect(header.get('Root')).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/)
      }),
    )
  })

  it('is parsed in linear time', { timeout: 2000 }, () => {
    for (const piece of [' ', ';', '=', 'a', 'a=', 'a=1;', ' ;\t']) {
      expect(parseXrayHeader(piece.repeat(1_000_000))).toBeUndefined()
    }
  })
})

describe('an X-Ray trace id', () => {
  it('is converted to the trace id and to W3C’s, and back', () => {
    expect(w3cFromXray(ROOT)).toBe('5759e988bd862e3fe1be46a994272793')
    expect(xrayFromW3c('5759e988bd862e3fe1be46a994272793')).toBe(ROOT)
    expect(traceIdFromXray(ROOT)).toBe(TRACE_ID)
    expect(xrayFromTraceId(TRACE_ID)).toBe(ROOT)
  })

  it.each(['', 'undefined', `${ROOT}0`, ` ${ROOT}`, ROOT.replaceAll(/[^-]/g, '0')])(
    'is invalid if it is %j',
    (root) => {
      expect(traceIdFromXray(root)).toBeUndefined()
    },
  )

  it('does not exist for a foreign trace id', () => {
    expect(xrayFromTraceId('req_abc123xyz789')).toBeUndefined()
  })

  it('is the same after a conversion to W3C’s id and back', () => {
    const roots = fc.property(xrayRoot, (root) => xrayFromW3c(w3cFromXray(root)) === root)
    const ids = fc.property(hex(32), (id) => w3cFromXray(xrayFromW3c(id)) === id)
    fc.assert(roots)
    fc.assert(ids)
  })
})
