import { validate, version } from 'uuid'
import { describe, expect, it } from 'vitest'
import { newSpanId, newTraceId } from '../../../src/core/platform/ids.ts'

describe('new ids', () => {
  it('of spans are unique, have 16 hex digits, and sort in the order of their creation', () => {
    const ids = Array.from({ length: 10_000 }, newSpanId)
    expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true)
    expect(ids.some((id) => /^0+$/.test(id))).toBe(false)
    expect([...new Set(ids)].sort()).toEqual(ids)
  })

  it('of traces are unique, and are UUIDs of version 7 with the current time', () => {
    const before = Date.now()
    const ids = Array.from({ length: 10_000 }, newTraceId)
    const after = Date.now()
    const uuids = ids.map((id) => id.replace(/^req_/, ''))
    expect(uuids.filter((uuid) => !validate(uuid) || version(uuid) !== 7)).toEqual([])
    const times = uuids.map((uuid) => Number.parseInt(uuid.replace('-', '').slice(0, 12), 16))
    expect(times.filter((time) => time < before || time > after)).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
    expect([...new Set(uuids.map((uuid) => uuid.charAt(19)))].sort()).toEqual(['8', '9', 'a', 'b'])
  })

  it('of traces have random digits beside the time, the version and the variant', () => {
    const hex = Array.from({ length: 1_000 }, () => newTraceId().replace(/^req_|-/g, ''))
    const random = hex.map((digits) => digits.slice(13, 16) + digits.slice(17))
    const seen = Array.from(
      'x'.repeat(18),
      (_x, at) => new Set(random.map((text) => text.charAt(at))),
    )
    expect(seen.map(({ size }) => size)).toEqual(seen.map(() => 16))
  })
})
