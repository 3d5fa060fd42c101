import type { Cell, Member } from './cell.ts'
import type { Outcome } from './outcome.ts'
import { MIN_ODD, type Score, scoreCell } from './score.ts'

const PAIR_MARGIN = 1.05
/** How much of a value's G a pair must have that explains it. */
const EXPLAINING = 0.8
const MIN_DENSER = 1.1
const NEW_SHARE = 0.01

/** A value, with its scores. */
export interface Single {
  readonly cell: Cell
  readonly scores: readonly Score[]
}

/** What cells are scored against. */
interface ScoredRequests {
  readonly outcomes: readonly Outcome[]
  /** All requests of the service. */
  readonly all: Cell
  /** The fields that are compared by size: their places among those of before are never new. */
  readonly numbers: ReadonlySet<string>
  /** Whether the requests of versions are compared. */
  readonly areVersions: boolean
}

/** Scores cells against all requests of a service. */
export class CellScorer {
  readonly #outcomes: readonly Outcome[]
  readonly #all: Cell
  readonly #numbers: ReadonlySet<string>
  readonly #areVersions: boolean
  /** The scores of all requests. */
  readonly whole: readonly Score[]
  /** How many cells and outcomes were tested. */
  tested = 0

  constructor({ outcomes, all, numbers, areVersions }: ScoredRequests) {
    this.#outcomes = outcomes
    this.#all = all
    this.#numbers = numbers
    this.#areVersions = areVersions
    this.whole = this.#score(all)
  }

  /** Scores values, without the one that all requests have. */
  singles(cells: readonly Cell[]): Single[] {
    return cells
      .filter((cell) => !this.#isEverything(cell))
      .map((cell) => ({
        cell,
        scores: this.#score(cell).filter((one) =>
          isApart(one, this.#all, this.whole, this.#isNew(cell)),
        ),
      }))
  }

  /** Scores pairs of values that were scored. */
  pairs(cells: readonly Cell[], known: readonly Single[]): Score[] {
    return cells.flatMap((cell) => {
      const members = cell.members.flatMap((member) => {
        return known.find((one) => isOf(one.cell, member)) ?? []
      })
      if (members.length < 2 || isSame(cell, members)) return []
      const scores = this.#score(
        cell,
        members.map((one) => one.cell),
      )
      const fresh = members.filter((member) => this.#isNew(member.cell))
      return scores
        .map((one) => (explains(one, members, fresh) ? { ...one, rank: one.g / EXPLAINING } : one))
        .filter((one) => isBetter(one, members, fresh))
    })
  }

  /**
   * Whether a value is the one of all requests, before and after. It would only hide everything. If versions
   * are compared, all later requests have what belongs to their version.
   */
  #isEverything({ before, after }: Cell): boolean {
    const all = this.#all
    return (
      after.requests === all.after.requests &&
      (this.#areVersions || before.requests === all.before.requests)
    )
  }

  /** Whether a value was hardly there before. */
  #isNew({ before, after, members }: Cell): boolean {
    const isNumber = members.some(({ field }) => this.#numbers.has(field))
    return !isNumber && before.requests < after.requests * NEW_SHARE
  }

  #score(cell: Cell, members?: readonly Cell[]): Score[] {
    return this.#outcomes.flatMap((_, kind) => {
      if ((cell.after.odd[kind] ?? 0) < MIN_ODD) return []
      this.tested += 1
      return scoreCell(cell, kind, members) ?? []
    })
  }
}

/** Whether a value says more than that everything is affected. A new value only needs a larger G. */
function isApart(score: Score, all: Cell, whole: readonly Score[], isNew: boolean): boolean {
  const everything = whole.find(({ kind }) => kind === score.kind)
  if (everything === undefined) return true
  return isNew ? score.g > everything.g : isDenser(score, all)
}

/**
 * Whether a pair says more than the better one of its members: it has a larger G, and a larger share of
 * its requests is odd. With a value that is new, the G needs to be larger only by a little.
 */
function isBetter(score: Score, members: readonly Single[], fresh: readonly Single[]): boolean {
  const known = members.flatMap(({ scores }) => scores.filter(({ kind }) => kind === score.kind))
  const best = Math.max(0, ...known.map(({ g }) => g))
  const rivals = fresh.length === 0 ? members : fresh
  const margin = fresh.length === 0 ? PAIR_MARGIN : 1
  return score.rank > best * margin && rivals.every(({ cell }) => isDenser(score, cell))
}

/**
 * Whether a value that is new explains what is odd about another one: the other one's requests without it
 * are as before.
 */
function explains(
  { cell, kind }: Score,
  members: readonly Single[],
  fresh: readonly Single[],
): boolean {
  const [other] = members.filter((member) => !fresh.includes(member))
  if (fresh.length === 0 || other === undefined) return false
  const without = (read: 'odd' | 'expected'): number =>
    (other.cell.after[read][kind] ?? 0) - (cell.after[read][kind] ?? 0)
  // Two standard deviations.
  return without('odd') <= without('expected') + 2 * Math.sqrt(Math.max(without('expected'), 1))
}

/** Whether a larger share of its requests is odd than of those that it is a part of. */
function isDenser({ cell, kind }: Score, whole: Cell): boolean {
  const rateOf = ({ after }: Cell): number => (after.odd[kind] ?? 0) / Math.max(after.requests, 1)
  return rateOf(cell) > rateOf(whole) * MIN_DENSER
}

/** Whether one member implies the other. */
function isSame({ before, after }: Cell, members: readonly Single[]): boolean {
  return members.some(
    ({ cell }) =>
      cell.after.requests === after.requests && cell.before.requests === before.requests,
  )
}

function isOf({ members: [first] }: Cell, { field, value }: Member): boolean {
  return first?.field === field && first.value === value
}
