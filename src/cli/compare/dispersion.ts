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
export function dispersionOf(requests: Requests, cell: Cell, kind: number): number {
  const { count, period, odd, slot, window, stratum, rates, outcomes } = requests
  const isIn = rowsOf(requests, cell)
  const seen = new Float64Array(SLOTS)
  const expected = new Float64Array(SLOTS)
  const together = new Float64Array(requests.windows)
  for (let row = 0; row < count; row += 1) {
    if (!isIn(row)) continue
    const isOdd = ((odd[row] as number) >> kind) & 1
    if (period[row] === 1) (together[window[row] as number] as number) += isOdd
    else {
      const rate = rates[(stratum[row] as number) * outcomes.length + kind] as number
      ;(seen[slot[row] as number] as number) += isOdd
      ;(expected[slot[row] as number] as number) += rate
    }
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
  const [first, second] = wanted
  if (first === undefined) return () => true
  if (second === undefined) return (row) => first.codes[row] === first.code
  return (row) => first.codes[row] === first.code && second.codes[row] === second.code
}
