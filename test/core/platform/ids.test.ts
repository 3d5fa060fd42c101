import { describe, expect, it } from 'vitest'
import { newSpanId, newTraceId } from '../../../src/core/platform/ids.ts'

describe('new ids', () => {
  it('of spans are unique, have 16 hex digits, and sort in the order of their creation', () => {
    const ids = Array.from({ length: 10_000 }, newSpanId)
    expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true)
    expect(ids.some((id) => /^0+$/.test(id))).toBe(false)
    expect([...new Set(ids)].sort()).toEqual(ids)
  })

  it('of traces are unique, and are UUIDs of version 7', () => {
    const ids = Array.from({ length: 10_000 }, newTraceId)
    expect(
      ids.every((id) =>
        /^req_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id),
      ),
    ).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
