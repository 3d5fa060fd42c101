import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Durations } from '../../../src/cli/tail/durations.ts'

describe('percentiles of durations', () => {
  it('are at most 1 % off', () => {
    const duration = fc.double({ min: 0.01, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (all, share) => {
          const durations = new Durations()
          for (const one of all) durations.add(one)
          const exact = all.toSorted((a, b) => a - b)[Math.ceil(share * all.length) - 1] ?? 0
          expect(Math.abs((durations.percentile(share) ?? 0) / exact - 1)).toBeLessThan(0.0101)
        },
      ),
    )
  })

  it('are exact of one duration, and unknown of none', () => {
    const durations = new Durations()
    expect(durations.percentile(0.5)).toBeUndefined()
    durations.add(123.456)
    expect([0.5, 0.95].map((share) => durations.percentile(share))).toEqual([123.456, 123.456])
  })

  it('may be of nothing and of negative numbers, which anybody can print', () => {
    const durations = new Durations()
    for (const one of [0, -5, 0]) durations.add(one)
    expect(durations.percentile(0.95)).toBeLessThanOrEqual(0.001)
  })
})
