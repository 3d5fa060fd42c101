import type { Cell } from './cell.ts'
import { gOf } from './statistics.ts'

/** How the odd requests of a cell differ from what was expected. */
export interface Score {
  readonly cell: Cell
  /** The index of the outcome. */
  readonly kind: number
  readonly odd: number
  readonly expected: number
  readonly g: number
  /** What findings are sorted by. It is G, and more for a pair with a new value that explains a single one. */
  readonly rank: number
}

/** Fewer odd requests than this can't be told from chance. */
export const MIN_ODD = 10
const MIN_EXCESS = 10
const MIN_LIFT = 1.3
/** What is known without history: as many odd requests as expected. */
const PRIOR = 3
const LEAST = 0.01

/**
 * Scores a cell: expected is what its mix of actions makes, and more if the cell, or for a pair one of
 * its members, had more than that before.
 * @param members the cells of the members of a pair
 * @returns `undefined` if there is too little to tell
 */
export function scoreCell(
  cell: Cell,
  kind: number,
  members: readonly Cell[] = [],
): Score | undefined {
  const odd = cell.after.odd[kind] ?? 0
  if (odd < MIN_ODD) return undefined
  const ratio = Math.max(1, ...[cell, ...members].map((one) => ratioBefore(one, kind)))
  const expected = Math.max((cell.after.expected[kind] ?? 0) * ratio, LEAST)
  if (odd - expected < MIN_EXCESS || odd < expected * MIN_LIFT) return undefined
  const g = gOf(odd, Math.min(expected, odd))
  return { cell, kind, odd, expected, g, rank: g }
}

/** How many times as many odd requests as expected a cell had before. */
export function ratioBefore({ before }: Cell, kind: number): number {
  return ((before.odd[kind] ?? 0) + PRIOR) / ((before.expected[kind] ?? 0) + PRIOR)
}
