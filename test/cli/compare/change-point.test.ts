import { describe, expect, it } from 'vitest'
import { findChangePoint, type Tally } from '../../../src/cli/compare/change-point.ts'
import { createRandom } from './random.ts'

interface Planted {
  readonly seed: number
  /** Requests of a minute, on average. */
  readonly rate: number
  /** The minute of the change, of 120. */
  readonly minute: number
  /** The shares of odd requests before and after it. */
  readonly shares: readonly [number, number]
}

/** Two hours whose share of odd requests becomes larger in a minute. */
function planted({ seed, rate, minute, shares: [before, after] }: Planted): Tally[] {
  const random = createRandom(seed)
  return Array.from({ length: 120 }, (_, index) => {
    let requests = 0
    for (let time = random.exponential(1 / rate); time < 1; time += random.exponential(1 / rate)) {
      requests += 1
    }
    const share = index < minute ? before : after
    const odd = Array.from({ length: requests }).filter(() => random.chance(share)).length
    return { requests, odd }
  })
}

const MINUTES = [15, 61, 70, 83, 97, 112]
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed)
const worlds = (rate: number, shares: Planted['shares']): Planted[] =>
  MINUTES.flatMap((minute) => SEEDS.map((seed) => ({ seed, rate, minute, shares })))

describe('the change of a share', () => {
  it.each<[number, Planted['shares']]>([
    [40, [0, 0.8]],
    [40, [0.002, 0.8]],
    [40, [0.03, 0.3]],
    [20, [0.05, 0.95]],
    [5, [0, 0.8]],
    [5, [0.05, 1]],
    [2, [0, 1]],
    [2, [0.05, 0.95]],
  ])('is found within two minutes: %d requests a minute, shares %j', (rate, shares) => {
    const wrong = worlds(rate, shares).filter((world) => {
      const change = findChangePoint(planted(world))
      return change === undefined || Math.abs(change.at - world.minute) > 2
    })
    expect(wrong.length / worlds(rate, shares).length).toBeLessThanOrEqual(0.03)
  })

  it.each<[number, Planted['shares']]>([
    [40, [0.03, 0.15]],
    [5, [0.05, 0.5]],
    [0.5, [0, 0.8]],
    [0.5, [0.05, 0.9]],
  ])('lies in the minutes that are named: %d requests a minute, shares %j', (rate, shares) => {
    const found = worlds(rate, shares).flatMap((world) => {
      const change = findChangePoint(planted(world))
      return change === undefined ? [] : [{ ...change, minute: world.minute }]
    })
    const named = found.filter(({ earliest, latest, minute }) => {
      return earliest <= minute && minute <= latest
    })
    expect(named.length / found.length).toBeGreaterThan(0.9)
    const places = found.filter(({ at, earliest, latest }) => earliest <= at && at <= latest)
    expect(places).toEqual(found)
  })

  it('is sure if it is large, and unsure in noise', () => {
    const sure = worlds(20, [0.02, 0.5]).map((world) => findChangePoint(planted(world)))
    expect(Math.min(...sure.map((change) => change?.confidence ?? 0))).toBeGreaterThan(0.999)
    const alarms = worlds(20, [0.05, 0.05]).filter((world) => {
      return (findChangePoint(planted(world))?.confidence ?? 0) >= 0.95
    })
    expect(alarms.length / worlds(20, [0, 0]).length).toBeLessThanOrEqual(0.05)
  })

  it('is not moved by an outage before it, nor by its own end', () => {
    const during = (index: number, from: number, to: number) => index >= from && index < to
    const series = Array.from({ length: 120 }, (_, index) => {
      const odd = during(index, 20, 24) || during(index, 83, 108) ? 8 : 0
      return { requests: 10, odd }
    })
    expect(findChangePoint(series)).toMatchObject({ at: 83 })
  })

  it('is not one of a share that becomes smaller, or of a few minutes', () => {
    const falling = Array.from({ length: 60 }, (_, index) => ({
      requests: 10,
      odd: index < 30 ? 5 : 0,
    }))
    expect(findChangePoint(falling)).toBeUndefined()
    expect(findChangePoint(Array(9).fill({ requests: 10, odd: 1 }))).toBeUndefined()
    expect(findChangePoint(Array(60).fill({ requests: 10, odd: 1 }))).toBeUndefined()
  })
})
