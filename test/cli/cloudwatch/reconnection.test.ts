import { describe, expect, it } from 'vitest'
import { Reconnection } from '../../../src/cli/cloudwatch/reconnection.ts'

/** A reconnection on a clock that the test sets. */
function reconnect() {
  const clock = { now: 0 }
  const said: string[] = []
  const gaps: number[] = []
  const reconnection = new Reconnection({
    now: () => clock.now,
    onNotice: (text) => said.push(text),
    onGap: (milliseconds) => gaps.push(milliseconds),
  })
  const passes = (milliseconds: number): void => {
    clock.now += milliseconds
    reconnection.received()
  }
  return { reconnection, clock, said, gaps, passes }
}

describe('a new session of Live Tail', () => {
  it('begins at once after one that has lasted, and later after each that has not', () => {
    const { reconnection, passes } = reconnect()
    passes(0)
    passes(60_000)
    expect(reconnection.lost(new Error('cut'))).toBe(0)
    const pauses = Array.from({ length: 8 }, () => {
      passes(0)
      return reconnection.lost(new Error('cut'))
    })
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })

  it('is said once to be interrupted, and to go on when it has lasted', () => {
    const { reconnection, passes, said, gaps } = reconnect()
    passes(0)
    for (let count = 0; count < 5; count += 1) {
      reconnection.lost(new Error('cut'))
      passes(1_000)
    }
    expect(said).toEqual(['Live Tail was interrupted: cut. Trying again.'])
    passes(2_000)
    expect(said.slice(1)).toEqual(['Live Tail goes on. Lines of 5.0 s may be missing.'])
    expect(gaps).toEqual([1_000, 1_000, 1_000, 1_000, 1_000])
    reconnection.lost(new Error('cut again'))
    expect(said).toHaveLength(3)
  })
})
