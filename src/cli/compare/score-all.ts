import type { Cell, Member } from './cell.ts'
import { countEverything, countPairs, countSingles } from './count-cells.ts'
import type { Field, Requests } from './requests.ts'
import { MIN_ODD, type Score, scoreCell } from './score.ts'

const MAX_VALUES = 40
const PAIR_MARGIN = 1.05
const MIN_DENSER = 1.1
const NEW_SHARE = 0.01

/** The scores of everything, of values and of pairs. */
export interface Scores {
  readonly scores: readonly Score[]
  /** How many cells and outcomes were tested. */
  readonly tested: number
}

/** Scores everything, single values and pairs. A pair must say more than each of its members. */
export function scoreAll(requests: Requests, rows: Int32Array): Scores {
  const { fields, outcomes } = requests
  let tested = 0
  const score = (cell: Cell, members?: readonly Cell[]): Score[] =>
    outcomes.flatMap((_, kind) => {
      if ((cell.after.odd[kind] ?? 0) < MIN_ODD) return []
      tested += 1
      return scoreCell(cell, kind, members) ?? []
    })
  const all = countEverything(requests, rows)
  const whole = score(all)
  const singles = fields.map((field) =>
    countSingles(requests, field, rows)
      .filter((cell) => !isEverything(cell, all))
      .map((cell) => ({ cell, scores: score(cell).filter((one) => isApart(one, all, whole)) })),
  )
  const strongest = fields.map((field, index) => withStrongest(field, singles[index] ?? []))
  const pairs = pairsOf(strongest).flatMap(({ pair, indexes }) =>
    countPairs(requests, pair, rows).flatMap((cell) => {
      const members = cell.members.flatMap((member, at) => {
        const known = singles[indexes[at] ?? 0] ?? []
        return known.find((one) => isOf(one.cell, member)) ?? []
      })
      if (members.length < 2 || isSame(cell, members)) return []
      const cells = members.map((one) => one.cell)
      return score(cell, cells).filter((one) => isBetter(one, members))
    }),
  )
  return { scores: [...whole, ...singles.flat().flatMap(({ scores }) => scores), ...pairs], tested }
}

/** A value, with its scores. */
interface Single {
  readonly cell: Cell
  readonly scores: readonly Score[]
}

/** Returns a field with only the values that differ most: a field may have thousands. */
function withStrongest(field: Field, singles: readonly Single[]): Field {
  const kept = singles
    .map(({ cell, scores }) => {
      return { code: cell.codes[0] ?? 0, g: Math.max(0, ...scores.map(({ g }) => g)) }
    })
    .sort((a, b) => b.g - a.g)
    .slice(0, MAX_VALUES)
  const codes = new Uint16Array(field.values.length)
  kept.forEach(({ code }, index) => {
    codes[code] = index + 1
  })
  return {
    name: field.name,
    values: ['', ...kept.map(({ code }) => field.values[code] ?? '')],
    codes: field.codes.map((code) => codes[code] ?? 0),
  }
}

interface FieldPair {
  readonly pair: readonly [Field, Field]
  readonly indexes: readonly [number, number]
}

function pairsOf(fields: readonly Field[]): FieldPair[] {
  const all = fields.flatMap((first, index) =>
    fields.slice(index + 1).map((second, offset): FieldPair => {
      return { pair: [first, second], indexes: [index, index + 1 + offset] }
    }),
  )
  return all.filter(({ pair }) => pair.every(({ values }) => values.length > 1))
}

/** Whether a value is the one of all requests, before and after. It would only hide everything. */
function isEverything({ before, after }: Cell, all: Cell): boolean {
  return after.requests === all.after.requests && before.requests === all.before.requests
}

/** Whether a value says more than that everything is affected. A new value only needs a larger G. */
function isApart(score: Score, all: Cell, whole: readonly Score[]): boolean {
  const everything = whole.find(({ kind }) => kind === score.kind)
  if (everything === undefined) return true
  return isNew(score.cell) ? score.g > everything.g : isDenser(score, all)
}

/**
 * Whether a pair says more than the better one of its members: it has a larger G, and a larger share of
 * its requests is odd. With a value that is new, the G needs to be larger only by a little.
 */
function isBetter(score: Score, members: readonly Single[]): boolean {
  const known = members.flatMap(({ scores }) => scores.filter(({ kind }) => kind === score.kind))
  const best = Math.max(0, ...known.map(({ g }) => g))
  const cells = members.map(({ cell }) => cell)
  const fresh = cells.filter(isNew)
  const rivals = fresh.length === 0 ? cells : fresh
  const margin = fresh.length === 0 ? PAIR_MARGIN : 1
  return score.g > best * margin && rivals.every((rival) => isDenser(score, rival))
}

/** Whether a larger share of its requests is odd than of those that it is a part of. */
function isDenser({ cell, kind }: Score, whole: Cell): boolean {
  const rateOf = ({ after }: Cell): number => (after.odd[kind] ?? 0) / Math.max(after.requests, 1)
  return rateOf(cell) > rateOf(whole) * MIN_DENSER
}

/** Whether a value was hardly there before. */
function isNew({ before, after }: Cell): boolean {
  return before.requests < after.requests * NEW_SHARE
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
