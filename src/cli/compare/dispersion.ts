import type { Cell } from './cell.ts'
import type { Requests } from './requests.ts'
import { ratioBefore } from './score.ts'

/** The parts of the earlier period. */
export const SLOTS = 12
const MIN_EXPECTED = 1

/**
 * Returns how much more than by chance the odd requests of a cell vary: 1 is chance. Bursts, and requests
 * that have more in common than chance makes, make it larger. It is seen in the earlier period, and in the
 * later one by requests that are odd at the same time.
 */
export function dispersionOf(
  requests: Requests,
  rows: Int32Array,
  cell: Cell,
  kind: number,
): number {
  const { period, odd, slot, window, stratum, rates } = requests
  const isIn = rowsOf(requests, cell)
  const seen = new Float64Array(SLOTS)
  const expected = new Float64Array(SLOTS)
  const together = new Float64Array(requests.windows)
  const addTo = (sums: Float64Array, at: number | undefined, value: number): void => {
    sums[at ?? 0] = (sums[at ?? 0] ?? 0) + value
  }
  for (const row of rows) {
    if (!isIn(row)) continue
    const isOdd = ((odd[row] ?? 0) >> kind) & 1
    addTo(period[row] === 1 ? together : seen, (period[row] === 1 ? window : slot)[row], isOdd)
    if (period[row] === 0) addTo(expected, slot[row], rates[stratum[row] ?? 0]?.[kind] ?? 0)
  }
  const ratio = ratioBefore(cell, kind)
  return Math.max(
    1,
    variationOf(
      seen,
      expected.map((one) => one * ratio),
    ),
    clusteringOf(together),
  )
}

/** Returns the variance of counts, as a multiple of what chance makes. */
export function variationOf(seen: Float64Array, expected: Float64Array): number {
  const parts = [...expected].flatMap((one, at) =>
    one < MIN_EXPECTED ? [] : [((seen[at] ?? 0) - one) ** 2 / one],
  )
  return parts.length < 2 ? 1 : parts.reduce((sum, one) => sum + one, 0) / (parts.length - 1)
}

/** Returns how many come together, beyond those that do at an even pace. */
export function clusteringOf(counts: Float64Array): number {
  const sum = counts.reduce((total, one) => total + one, 0)
  const squares = counts.reduce((total, one) => total + one * one, 0)
  return sum === 0 ? 1 : squares / sum - sum / counts.length
}

/** Returns whether a row is one of a cell. */
export function rowsOf({ fields }: Requests, { members }: Cell): (row: number) => boolean {
  const wanted = members.flatMap(({ field, value }) => {
    const found = fields.find(({ name }) => name === field)
    return found === undefined ? [] : [{ codes: found.codes, code: found.values.indexOf(value) }]
  })
  return (row) => wanted.every(({ codes, code }) => codes[row] === code)
}
