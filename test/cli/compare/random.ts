const UINT32_RANGE = 2 ** 32

/** Pseudo-random numbers, the same for each seed. */
export interface Random {
  /** Returns a number from 0 to below 1. */
  next(): number
  /** Returns whether something of this probability happens. */
  chance(probability: number): boolean
  /** Returns a number of the standard normal distribution. */
  normal(): number
  /** Returns a number of the exponential distribution. */
  exponential(mean: number): number
  pick<T>(values: readonly T[]): T
  /** Returns a rank from 0, by Zipf's law. */
  zipf(table: readonly number[]): number
}

/** Creates a generator of pseudo-random numbers (mulberry32). */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b9) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32_RANGE
  }
  const exponential = (mean: number): number => -mean * Math.log(1 - next())
  return {
    next,
    exponential,
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(exponential(2)) * Math.cos(2 * Math.PI * next()),
    pick: (values) => values[Math.floor(next() * values.length)] as (typeof values)[number],
    zipf(table) {
      const at = next() * (table.at(-1) ?? 0)
      let [low, high] = [0, table.length - 1]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((table[middle] ?? 0) < at) low = middle + 1
        else high = middle
      }
      return low
    },
  }
}

/** Returns the cumulative weights of Zipf's law. */
export function zipfTable(count: number, exponent: number): number[] {
  let sum = 0
  return Array.from({ length: count }, (_, rank) => {
    sum += (rank + 1) ** -exponent
    return sum
  })
}
