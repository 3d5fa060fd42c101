import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { continuedTraceContext, readTraceContext } from '../../../src/core/propagation/inbound.ts'
import { withTraceHeaders } from '../../../src/core/propagation/outbound.ts'
import { hex, hostile, traceparent, tracestate, xrayHeader } from './arbitraries.ts'

const UUID = '0192f3a4-5b6c-7d8e-9f01-23456789abcd'
const HEX = UUID.replaceAll('-', '')
const OTHER = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'
const OTHER_ID = 'req_4bf92f35-77b3-4da6-a3ce-929d0e0e4736'
const XRAY_PARENT = '53995c3f42cd8ad8'
const XRAY = `Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=${XRAY_PARENT};Sampled=1;Lineage=1:2`
const OTHER_XRAY = `Self=1-1;Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${XRAY_PARENT}`

const read = (headers: Record<string, string>) => readTraceContext((name) => headers[name])

describe('the trace context that a request continues', () => {
  it('is a new trace if the caller sends none', () => {
    const { traceId, w3cTraceId, parentId, flags } = read({})
    expect(traceId).toMatch(
      /^req_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(traceId.replace('req_', '').replaceAll('-', '')).toBe(w3cTraceId)
    expect(parentId).toBeUndefined()
    expect(flags).toBe(3)
  })

  it('has the trace and the parent of x-trace-id and traceparent if they agree', () => {
    const context = read({ 'x-trace-id': `req_${UUID}`, traceparent: `00-${HEX}-${PARENT}-02` })
    expect(context).toEqual({
      traceId: `req_${UUID}`,
      w3cTraceId: HEX,
      isForeign: false,
      parentId: PARENT,
      flags: 3,
    })
  })

  it('has a foreign x-trace-id as its id, and the traceparent beside it as its W3C id and parent', () => {
    const context = read({ 'x-trace-id': 'req_abc123', traceparent: `00-${OTHER}-${PARENT}-01` })
    expect(context).toEqual({
      traceId: 'req_abc123',
      w3cTraceId: OTHER,
      isForeign: true,
      parentId: PARENT,
      flags: 1,
    })
  })

  it('has a new W3C id if the caller sends a foreign x-trace-id alone', () => {
    const { traceId, w3cTraceId, parentId } = read({ 'x-trace-id': 'req_abc123' })
    expect(traceId).toBe('req_abc123')
    expect(w3cTraceId).toMatch(/^[0-9a-f]{32}$/)
    expect(parentId).toBeUndefined()
  })

  it('has the id of x-trace-id, and a link to the traceparent, if the two disagree', () => {
    const context = read({ 'x-trace-id': `req_${UUID}`, traceparent: `00-${OTHER}-${PARENT}-01` })
    expect(context).toMatchObject({ traceId: `req_${UUID}`, w3cTraceId: HEX })
    expect(context.parentId).toBeUndefined()
    expect(context.links).toEqual([{ traceId: OTHER_ID, w3cTraceId: OTHER, parentId: PARENT }])
  })

  it('is that of the traceparent if x-trace-id is invalid', () => {
    const context = read({ 'x-trace-id': 'a b', traceparent: `00-${OTHER}-${PARENT}-00` })
    expect(context.traceId).toBe(OTHER_ID)
    expect(context.parentId).toBe(PARENT)
  })

  it('has X-Ray’s trace and segment if the caller sends its header alone', () => {
    const context = read({ 'x-amzn-trace-id': XRAY })
    expect(context).toMatchObject({
      traceId: OTHER_ID,
      w3cTraceId: OTHER,
      parentId: XRAY_PARENT,
      flags: 1,
    })
    expect(context.xray?.get('Lineage')).toBe('1:2')
    expect(context.xrayTraceId).toBeUndefined()
  })

  it('has no parent if X-Ray’s header names none', () => {
    const [root = ''] = XRAY.split(';')
    expect(read({ 'x-amzn-trace-id': root }).parentId).toBeUndefined()
    expect(read({ 'x-amzn-trace-id': `${root};Parent=` }).parentId).toBeUndefined()
  })

  it('has the parent of X-Ray’s header if that stands alone beside an x-trace-id of the same trace', () => {
    const context = read({ 'x-trace-id': OTHER_ID, 'x-amzn-trace-id': XRAY })
    expect(context).toMatchObject({ traceId: OTHER_ID, parentId: XRAY_PARENT })
    expect(context.xrayTraceId).toBeUndefined()
  })

  it('has the parent of the traceparent if X-Ray’s header names the same trace', () => {
    const parent = `00-${OTHER}-${PARENT}-02`
    const context = read({ traceparent: parent, 'x-amzn-trace-id': XRAY })
    expect(context).toMatchObject({ traceId: OTHER_ID, parentId: PARENT, flags: 3 })
    expect(context.xrayTraceId).toBeUndefined()
  })

  it.each([
    ['x-trace-id', { 'x-trace-id': `req_${UUID}` }, `req_${UUID}`],
    ['traceparent', { traceparent: `00-${OTHER}-${PARENT}-01` }, OTHER_ID],
  ])('has X-Ray’s id as xrayTraceId if %s names another trace', (_what, named, traceId) => {
    const context = read({ ...named, 'x-amzn-trace-id': OTHER_XRAY })
    expect(context).toMatchObject({ traceId, xrayTraceId: '1-5759e988-bd862e3fe1be46a994272793' })
    expect(context.parentId).not.toBe(XRAY_PARENT)
    expect(context.xray?.get('Self')).toBe('1-1')
  })

  it('has X-Ray’s id as its W3C id if a foreign x-trace-id has no traceparent', () => {
    const context = read({ 'x-trace-id': 'req_abc123', 'x-amzn-trace-id': XRAY })
    expect(context).toMatchObject({
      traceId: 'req_abc123',
      w3cTraceId: OTHER,
      parentId: XRAY_PARENT,
    })
  })

  it('has the tracestate beside the traceparent that it continues', () => {
    const headers = { traceparent: `00-${OTHER}-${PARENT}-01`, tracestate: 'a=1, b=2' }
    expect(read(headers).tracestate).toBe('a=1, b=2')
    expect(read({ ...headers, 'x-trace-id': 'req_abc123' }).tracestate).toBe('a=1, b=2')
  })

  it.each([
    ['there is no traceparent', {}],
    ['the traceparent is invalid', { traceparent: `00-${OTHER}-${PARENT}-01-x` }],
    ['only X-Ray’s header is continued', { 'x-amzn-trace-id': XRAY }],
    [
      'x-trace-id names another trace',
      { 'x-trace-id': `req_${UUID}`, traceparent: `00-${OTHER}-${PARENT}-01` },
    ],
  ])('has no tracestate if %s', (_what, headers) => {
    expect(read({ ...headers, tracestate: 'a=1' }).tracestate).toBeUndefined()
  })

  it('does not exist if no header names a valid trace', () => {
    const headers: Record<string, string> = { 'x-trace-id': 'a b', tracestate: 'a=1' }
    expect(continuedTraceContext((name) => headers[name])).toBeUndefined()
  })

  describe('beside another tracer', () => {
    const OURS = 'f2ab367200000001'
    const own = { 'x-trace-id': `req_${UUID}`, 'x-trace-parent': OURS }
    const ours = `00-${HEX}-${OURS}-01`
    const replaced = `00-${OTHER}-${PARENT}-01`

    it('has the span of x-trace-parent as its parent, and a link to the trace of a replaced traceparent', () => {
      const context = read({ ...own, traceparent: replaced, tracestate: 'dd=s:1' })
      expect(context).toMatchObject({ traceId: `req_${UUID}`, w3cTraceId: HEX, parentId: OURS })
      expect(context.links).toMatchObject([{ traceId: OTHER_ID, w3cTraceId: OTHER }])
      expect(context.tracestate).toBeUndefined()
    })

    it('has the span of x-trace-parent as its parent if the traceparent is of another span of the trace', () => {
      const context = read({ ...own, traceparent: `00-${HEX}-${PARENT}-01`, tracestate: 'dd=s:1' })
      expect(context).toMatchObject({ parentId: OURS, tracestate: 'dd=s:1' })
      expect(context.links).toBeUndefined()
    })

    it('has the span of x-trace-parent as its parent if there is no traceparent, or X-Ray names another', () => {
      expect(read(own)).toMatchObject({ w3cTraceId: HEX, parentId: OURS })
      const xray = { 'x-trace-id': OTHER_ID, 'x-trace-parent': OURS, 'x-amzn-trace-id': XRAY }
      expect(read(xray).parentId).toBe(OURS)
      const foreign = { 'x-trace-id': 'req_abc123', 'x-trace-parent': OURS }
      expect(read(foreign)).toMatchObject({ traceId: 'req_abc123', parentId: OURS })
    })

    it.each([
      ['alone', { 'x-trace-parent': OURS }, undefined],
      ['beside a traceparent alone', { 'x-trace-parent': OURS, traceparent: replaced }, PARENT],
      ['beside an invalid id', { ...own, 'x-trace-id': 'a b', traceparent: replaced }, PARENT],
      ['of zeros', { ...own, 'x-trace-parent': '0'.repeat(16) }, undefined],
      ['in upper case', { ...own, 'x-trace-parent': OURS.toUpperCase() }, undefined],
      ['that is too long', { ...own, 'x-trace-parent': `${OURS}0` }, undefined],
      ['that came twice', { ...own, 'x-trace-parent': `${OURS}, ${OURS}` }, undefined],
    ])('has another parent than an x-trace-parent %s', (_what, headers, parentId) => {
      expect(read(headers as unknown as Record<string, string>).parentId).toBe(parentId)
    })

    it.each([
      ['first', `${ours}, ${replaced}`],
      ['last, joined without a space', `${replaced},${ours}`],
    ])(
      'continues the traceparent of x-trace-id’s trace of two, if that is the %s',
      (_what, traceparent) => {
        const context = read({ 'x-trace-id': `req_${UUID}`, traceparent, tracestate: 'a=1' })
        expect(context).toMatchObject({ w3cTraceId: HEX, parentId: OURS, tracestate: 'a=1' })
        expect(context.links).toMatchObject([{ traceId: OTHER_ID, w3cTraceId: OTHER }])
      },
    )

    it('continues none of two that x-trace-id doesn’t name, and links to both', () => {
      const traceparent = `${ours}, ${replaced}`
      const named = read({ 'x-trace-id': 'req_2bf92f35-77b3-4da6-a3ce-929d0e0e4736', traceparent })
      expect(named.traceId).toBe('req_2bf92f35-77b3-4da6-a3ce-929d0e0e4736')
      const unnamed = read({ traceparent })
      const foreign = read({ 'x-trace-id': 'req_abc123', traceparent })
      expect(foreign.traceId).toBe('req_abc123')
      for (const { parentId, w3cTraceId, links } of [named, unnamed, foreign]) {
        expect(parentId).toBeUndefined()
        expect([HEX, OTHER]).not.toContain(w3cTraceId)
        expect(links?.map(({ traceId }) => traceId)).toEqual([`req_${UUID}`, OTHER_ID])
      }
    })

    it('continues the traceparent of x-trace-parent’s span of two beside a foreign x-trace-id', () => {
      const headers = { 'x-trace-id': 'req_abc123', 'x-trace-parent': OURS }
      const context = read({ ...headers, traceparent: `${replaced}, ${ours}` })
      expect(context).toMatchObject({ traceId: 'req_abc123', w3cTraceId: HEX, parentId: OURS })
      expect(context.links).toMatchObject([{ traceId: OTHER_ID, w3cTraceId: OTHER }])
    })

    it('takes the sampled flag of the traceparent that it continues', () => {
      const header = (name: string) =>
        ({ ...own, traceparent: `${replaced}, 00-${HEX}-${PARENT}-00` })[name]
      expect(continuedTraceContext(header, true)).toMatchObject({
        isSampledByCaller: false,
        parentId: OURS,
      })
    })

    it('reads at most eight values', () => {
      const values = Array.from(
        { length: 100 },
        (_, n) => `00-${String(n + 1).padStart(32, '0')}-${PARENT}-01`,
      )
      expect(read({ traceparent: values.join() }).links).toHaveLength(8)
    })
  })

  it('never throws, and has valid headers alone to send on, whatever the caller sends', () => {
    const headers = fc.record(
      {
        'x-trace-id': hostile(fc.constantFrom(OTHER_ID, 'req_abc123')),
        'x-trace-parent': hostile(hex(16)),
        traceparent: hostile(fc.oneof(traceparent, fc.array(traceparent).map(String))),
        tracestate: hostile(tracestate),
        'x-amzn-trace-id': hostile(xrayHeader),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(headers, hex(16), (incoming, spanId) => {
        const sent = withTraceHeaders(undefined, {
          trace: read(incoming as Record<string, string>),
          spanId,
          isSampled: true,
        })
        expect(sent.get('x-trace-id')).toMatch(/^[A-Za-z0-9_-]{1,128}$/)
        expect(sent.get('x-trace-parent')).toBe(spanId)
        expect(sent.get('traceparent')).toMatch(
          new RegExp(`^00-(?!0{32})[0-9a-f]{32}-${spanId}-0[13]$`),
        )
        expect(sent.get('tracestate') ?? '').toMatch(/^[\t -~]{0,4096}$/)
        expect(sent.get('x-amzn-trace-id') ?? 'Root=1-').toMatch(/(^|;)Root=1-/)
      }),
    )
  })
})
