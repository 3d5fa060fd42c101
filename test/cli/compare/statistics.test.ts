import { describe, expect, it } from 'vitest'
import { chanceOf, gOf, kendallOf, medianOf } from '../../../src/cli/compare/statistics.ts'

describe('the statistics of a comparison', () => {
  it('knows the chances of the chi-squared distribution', () => {
    // Tables of the distribution with one degree of freedom.
    expect(chanceOf(3.841459)).toBeCloseTo(0.05, 6)
    expect(chanceOf(6.634897)).toBeCloseTo(0.01, 6)
    expect(chanceOf(10.82757)).toBeCloseTo(0.001, 6)
    expect(chanceOf(0)).toBeCloseTo(1, 6)
  })

  it('has a G of 0 if a count is what was expected, and a larger one if it is not', () => {
    expect(gOf(20, 20)).toBe(0)
    expect(gOf(40, 20)).toBeCloseTo(15.452, 3)
    expect(gOf(0, 3)).toBe(6)
  })

  it('tells a drift from a step', () => {
    expect(kendallOf([1, 2, 3, 4, 5])).toBe(1)
    expect(kendallOf([5, 4, 3, 2, 1])).toBe(-1)
    expect(kendallOf([1, 1, 1, 5, 5, 5])).toBeLessThan(0.75)
    expect(medianOf([4, 1, 3])).toBe(3)
    expect(medianOf([4, 1, 3, 2])).toBe(2.5)
  })
})
