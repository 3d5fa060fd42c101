import { describe, expect, it } from 'vitest'
import { SummaryBuilder } from '../../src/cli/live/request-summary.ts'
import { durationsByAction } from '../../src/ui/durations.ts'

/** Returns what the page gets of a request. */
function request(action: string, duration: number | undefined, level: 'info' | 'error' = 'info') {
  return { ...new SummaryBuilder('id').build(() => []), action, duration, level }
}

describe('the durations of an action', () => {
  it('are counted in ranges that grow by 1, 2, 5, the same for all actions', () => {
    const [first, second] = durationsByAction([
      request('GET /a', 12),
      request('GET /a', 19.9),
      request('GET /a', 20, 'error'),
      request('POST /b', 130),
    ])
    const rangesOf = (one: typeof first) =>
      one?.buckets.map(({ from, to, count }) => [from, to, count])
    expect(rangesOf(first)).toEqual([
      [10, 20, 2],
      [20, 50, 1],
      [50, 100, 0],
      [100, 200, 0],
    ])
    expect(rangesOf(second)?.map(([, , count]) => count)).toEqual([0, 0, 0, 1])
    expect(first?.buckets[1]).toMatchObject({ failed: 1 })
  })

  it('have a median and a p95, and count failures', () => {
    const all = Array.from({ length: 100 }, (_, index) => request('a', index + 1))
    expect(durationsByAction([...all, request('a', 200, 'error')])[0]).toMatchObject({
      count: 101,
      failed: 1,
      p50: 51,
      p95: 96,
    })
  })

  it('leave out requests that run, and hold those below 1 ms, above 50 s and below zero', () => {
    const [one] = durationsByAction([
      request('a', undefined),
      request('a', -5),
      request('a', 0.2),
      request('a', 3_600_000),
    ])
    expect(one?.count).toBe(3)
    expect(one?.buckets[0]).toMatchObject({ from: 0, to: 1, count: 2 })
    expect(one?.buckets.at(-1)).toMatchObject({
      from: 50_000,
      to: Number.POSITIVE_INFINITY,
      count: 1,
    })
    expect(durationsByAction([request('a', undefined)])).toEqual([])
  })
})
