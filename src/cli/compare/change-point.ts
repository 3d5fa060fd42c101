/** Where a series changed. */
export interface ChangePoint {
  /** The index of the first value after the change. */
  readonly at: number
  /** The share of shuffled series that change less: 0 to 1. */
  readonly confidence: number
}

const SHUFFLES = 199
const MIN_LENGTH = 10

/** Finds where the values of a series became larger or smaller: CUSUM over ranks, and permutations. */
export function findChangePoint(series: readonly number[]): ChangePoint | undefined {
  if (series.length < MIN_LENGTH) return undefined
  const ranks = ranksOf(series)
  const { at, height } = peakOf(ranks)
  const random = pseudoRandom()
  let smaller = 0
  for (let round = 0; round < SHUFFLES; round += 1) {
    shuffle(ranks, random)
    if (peakOf(ranks).height < height) smaller += 1
  }
  return { at, confidence: smaller / SHUFFLES }
}

function ranksOf(series: readonly number[]): Float64Array {
  const order = series.map((_, index) => index).sort((a, b) => (series[a] ?? 0) - (series[b] ?? 0))
  const ranks = new Float64Array(series.length)
  order.forEach((index, rank) => {
    ranks[index] = rank
  })
  return ranks
}

function peakOf(ranks: Float64Array): { at: number; height: number } {
  const mean = (ranks.length - 1) / 2
  let sum = 0
  let peak = { at: 0, height: 0 }
  for (let index = 0; index < ranks.length; index += 1) {
    sum += (ranks[index] ?? 0) - mean
    if (Math.abs(sum) > peak.height) peak = { at: index + 1, height: Math.abs(sum) }
  }
  return peak
}

/** The same numbers each time, so that a report is the same each time. */
function pseudoRandom(): () => number {
  let state = 20261122
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function shuffle(values: Float64Array, random: () => number): void {
  for (let index = values.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1))
    const value = values[index] ?? 0
    values[index] = values[other] ?? 0
    values[other] = value
  }
}
