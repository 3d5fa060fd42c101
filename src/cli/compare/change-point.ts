import { chanceOf } from './statistics.ts'

/** How many requests there were in a part of the time, and how many of them were odd. */
export interface Tally {
  readonly requests: number
  readonly odd: number
}

/** Where the share of odd requests became larger. */
export interface ChangePoint {
  /** The index of the first tally after the change. */
  readonly at: number
  /** The first and the last index that it may be, with a probability of 95 % in all. */
  readonly earliest: number
  readonly latest: number
  /** How sure it is that there is a change at all: 0 to 1. */
  readonly confidence: number
}

const MIN_LENGTH = 10
const SURE = 0.95

/**
 * Finds where the share of odd requests became larger: the place that makes the counts most likely, with
 * one share before and one after it. A tally counts by its requests, so that rare ones move it little.
 */
export function findChangePoint(tallies: readonly Tally[]): ChangePoint | undefined {
  if (tallies.length < MIN_LENGTH) return undefined
  const gains = gainsOf(tallies)
  const at = gains.reduce((best, gain, index) => (gain > (gains[best] ?? 0) ? index : best), 0)
  if (at === 0) return undefined
  const excess = variationOf([tallies.slice(0, at), tallies.slice(at)], tallies.length - 2)
  const gain = (gains[at] ?? 0) / excess
  const weights = gains.map((one) => (one > 0 ? Math.exp(one / excess - gain) : 0))
  const chance = Math.min(1, chanceOf(2 * gain) * tallies.length)
  return { at, ...likeliest(weights), confidence: 1 - chance }
}

/** Returns how much likelier a change at each index makes the counts: 0 if the share isn't larger after it. */
function gainsOf(tallies: readonly Tally[]): number[] {
  const all = sumOf(tallies)
  const none = likelihoodOf(all)
  let before = { requests: 0, odd: 0 }
  return tallies.map((tally) => {
    const after = { requests: all.requests - before.requests, odd: all.odd - before.odd }
    const isLarger = after.odd * before.requests > before.odd * after.requests
    const gain = isLarger ? likelihoodOf(before) + likelihoodOf(after) - none : 0
    before = sumOf([before, tally])
    return gain
  })
}

function sumOf(tallies: readonly Tally[]): Tally {
  let [requests, odd] = [0, 0]
  for (const tally of tallies) {
    requests += tally.requests
    odd += tally.odd
  }
  return { requests, odd }
}

/** The logarithm of the likelihood of a count, with the share that makes it largest. */
function likelihoodOf({ requests, odd }: Tally): number {
  const even = requests - odd
  const term = (some: number): number => (some === 0 ? 0 : some * Math.log(some / requests))
  return term(odd) + term(even)
}

/** Returns how much more the shares vary within parts than chance makes them: at least 1. */
function variationOf(parts: readonly (readonly Tally[])[], degrees: number): number {
  const sum = parts.flatMap((tallies) => {
    const { requests: all, odd: allOdd } = sumOf(tallies)
    const share = allOdd / all
    if (allOdd === 0 || allOdd === all) return []
    return tallies.map(({ requests, odd }) => {
      return requests === 0 ? 0 : (odd - requests * share) ** 2 / (requests * share * (1 - share))
    })
  })
  return Math.max(1, sum.reduce((total, one) => total + one, 0) / degrees)
}

/** Returns the ends of the indexes that have nearly all of the weight. */
function likeliest(weights: readonly number[]): { earliest: number; latest: number } {
  const wanted = SURE * weights.reduce((sum, one) => sum + one, 0)
  const order = weights.map((_, index) => index)
  order.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0))
  let [sum, earliest, latest] = [0, weights.length, 0]
  for (const index of order) {
    sum += weights[index] ?? 0
    earliest = Math.min(earliest, index)
    latest = Math.max(latest, index)
    if (sum >= wanted) break
  }
  return { earliest, latest }
}
