import { describe, expect, it } from 'vitest'
import { bound, difference, duration, requestCount } from '../../src/ui/format.ts'

describe('a duration on the page', () => {
  it.each([
    [0, '0.0 ms'],
    [9.94, '9.9 ms'],
    [9.96, '10 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [9_999, '10.0 s'],
    [59_960, '1.0 min'],
    [7_200_000, '2.0 h'],
    [-500, '-500 ms'],
  ])('of %s milliseconds is %s', (ms, text) => {
    expect(duration(ms)).toBe(text)
  })

  it('has a sign as a difference, and as a bound no rest', () => {
    expect([difference(120), difference(-1_500), difference(0.01)]).toEqual([
      '+120 ms',
      '−1.50 s',
      '±0 ms',
    ])
    expect([bound(200), bound(5_000)]).toEqual(['200 ms', '5 s'])
  })
})

it.each([
  [0, '0 requests'],
  [1, '1 request'],
  [2, '2 requests'],
])('a number of requests is written: %d', (count, text) => {
  expect(requestCount(count)).toBe(text)
})
