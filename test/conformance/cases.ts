import { expect, it } from 'vitest'
import type { Callback, Harness, RawHeader } from './harness.ts'
import { SPAN, TRACE, TRACEPARENT_CASES } from './traceparent-cases.ts'
import { TRACESTATE_CASES } from './tracestate-cases.ts'

const VALID: RawHeader = ['traceparent', `00-${TRACE}-${SPAN}-01`]
const NIL: RawHeader = ['traceparent', `00-${'0'.repeat(32)}-${SPAN}-01`]

function valuesOf({ headers }: Callback, name: string): string[] {
  return headers.filter((header) => header[0].toLowerCase() === name).map(([, value]) => value)
}

/** The one `traceparent` of a call, which must be a good one of our own. */
function parentOf(callback: Callback) {
  const [value = '', ...more] = valuesOf(callback, 'traceparent')
  const parts = /^00-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-(0[0-3])$/.exec(value)
  expect(more).toEqual([])
  expect(parts, value).not.toBeNull()
  const [, traceId = '', parentId = '', flags = ''] = parts ?? []
  expect(parentId).not.toBe(SPAN)
  return { traceId, parentId, flags: Number(flags) }
}

/** The members of a call's `tracestate`, in the order in which they arrive. */
function stateOf(callback: Callback): string[][] {
  const members = valuesOf(callback, 'tracestate').join(',').split(',')
  return members.map((member) => member.trim().split('=')).filter(([key]) => key !== '')
}

async function callThrice(harness: Harness, headers: readonly RawHeader[]) {
  const callbacks = await harness.ask(headers, Array(3).fill(harness.wish()))
  const parents = callbacks.map(parentOf)
  return {
    traceIds: new Set(parents.map(({ traceId }) => traceId)),
    parentIds: new Set(parents.map(({ parentId }) => parentId)),
  }
}

/** The cases of the W3C's test harness, which every service on hoptrace passes. */
export function conformanceCases(harness: () => Harness): void {
  // TraceContextTest
  it.each([...TRACEPARENT_CASES, ...TRACESTATE_CASES])(
    '%s (%s)',
    async (_what, _name, exchanges) => {
      for (const { sent, trace, state } of exchanges) {
        const [callback, ...more] = await harness().ask(sent)
        if (callback === undefined) throw new Error('the service did not call back')
        const { traceId } = parentOf(callback)
        expect(more).toEqual([])
        expect(sent.join().includes(traceId)).toBe(trace === 'same')
        if (state !== undefined) expect(stateOf(callback)).toEqual(state)
      }
    },
  )

  // AdvancedTest
  it('sends the same trace id in every call (test_multiple_requests_with_valid_traceparent)', async () => {
    const { traceIds, parentIds } = await callThrice(harness(), [VALID])
    expect([...traceIds]).toEqual([TRACE])
    expect(parentIds.size).toBe(3)
  })

  it('sends another parent in every call (test_multiple_requests_without_traceparent)', async () => {
    const { traceIds, parentIds } = await callThrice(harness(), [])
    expect(traceIds.size).toBe(1)
    expect(parentIds.size).toBe(3)
  })

  it('begins one trace for all calls (test_multiple_requests_with_illegal_traceparent)', async () => {
    const { traceIds, parentIds } = await callThrice(harness(), [NIL])
    expect(traceIds.size).toBe(1)
    expect(parentIds.size).toBe(3)
  })

  // TraceContext2Test
  it('sends the random flag on unchanged (test_propagates_random_flag)', async () => {
    for (const [flags, random] of [
      ['02', 2],
      ['03', 2],
      ['ff', 2],
      ['00', 0],
      ['01', 0],
    ] as const) {
      const [callback] = await harness().ask([['traceparent', `00-${TRACE}-${SPAN}-${flags}`]])
      const sent = parentOf(callback as Callback)
      expect(sent.traceId).toBe(TRACE)
      expect(sent.flags & 2).toBe(random)
    }
  })

  it('runs the 37 single-request cases of the W3C’s harness once each', () => {
    const names = [...TRACEPARENT_CASES, ...TRACESTATE_CASES].map(([, name]) => name)
    expect(new Set(names).size).toBe(37)
    expect(names).toHaveLength(37)
  })

  it('shares its trace and its tracestate with a service that it calls', async () => {
    const body = [{ url: 'http://a.example/', arguments: [] }]
    const twice = { url: harness().serviceUrl, arguments: [harness().wish(body)] }
    const [callback, ...more] = await harness().ask([VALID, ['tracestate', 'a=1']], [twice])
    expect(more).toEqual([])
    expect(parentOf(callback as Callback).traceId).toBe(TRACE)
    expect(stateOf(callback as Callback)).toEqual([['a', '1']])
    expect(callback?.body).toEqual(body)
  })
}
