import { CellScorer, type Single } from './cell-scorer.ts'
import { countEverything, countPairs, countSingles } from './count-cells.ts'
import type { Field, Requests } from './requests.ts'
import type { Score } from './score.ts'

const MAX_VALUES = 40

/** The scores of everything, of values and of pairs. */
export interface Scores {
  readonly scores: readonly Score[]
  /** How many cells and outcomes were tested. */
  readonly tested: number
}

/** Scores everything, single values and pairs. A pair must say more than each of its members. */
export function scoreAll(requests: Requests): Scores {
  const { fields, outcomes, areVersions } = requests
  const numbers = new Set(fields.flatMap(({ name, isNumber }) => (isNumber ? name : [])))
  const scorer = new CellScorer({
    outcomes,
    all: countEverything(requests),
    numbers,
    areVersions,
  })
  const singles = fields.map((field) => scorer.singles(countSingles(requests, field)))
  const strongest = fields.map((field, index) => withStrongest(field, singles[index] ?? []))
  const pairs = pairsOf(strongest).flatMap(({ pair, indexes: [one, other] }) =>
    scorer.pairs(countPairs(requests, pair), [...(singles[one] ?? []), ...(singles[other] ?? [])]),
  )
  const { whole, tested } = scorer
  return { scores: [...whole, ...singles.flat().flatMap(({ scores }) => scores), ...pairs], tested }
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
    isNumber: field.isNumber,
    values: ['', ...kept.map(({ code }) => field.values[code] ?? '')],
    codes: translate(field.codes, codes),
  }
}

function translate(codes: Uint16Array, translation: Uint16Array): Uint16Array {
  const translated = new Uint16Array(codes.length)
  for (let row = 0; row < codes.length; row += 1) {
    translated[row] = translation[codes[row] as number] as number
  }
  return translated
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
