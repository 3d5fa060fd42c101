import type { Cell, Counts } from './cell.ts'
import type { Field, Requests } from './requests.ts'
import { MIN_ODD } from './score.ts'

/** Counts all requests. */
export function countEverything(requests: Requests): Cell {
  const whole = wholeOf(requests)
  const [{ before, after } = NOTHING] = countCells(requests, [whole, whole], 0)
  return { members: [], codes: [], before, after }
}

/** Counts the requests that have each value of a field, if enough of them are odd. */
export function countSingles(requests: Requests, field: Field): Cell[] {
  return countCells(requests, [field, wholeOf(requests)], MIN_ODD).map((one) => ({
    ...one,
    members: one.members.slice(0, 1),
    codes: one.codes.slice(0, 1),
  }))
}

/** Counts the requests that have each two values of two fields, if enough of them are odd. */
export function countPairs(requests: Requests, pair: readonly [Field, Field]): Cell[] {
  return countCells(requests, pair, MIN_ODD)
}

const NO_COUNTS: Counts = { requests: 0, odd: new Float64Array(), expected: new Float64Array() }
const NOTHING = { before: NO_COUNTS, after: NO_COUNTS }

/** A field of one value that all requests have. */
function wholeOf({ count }: Requests): Field {
  return { name: '', isNumber: false, values: ['', ''], codes: new Uint16Array(count).fill(1) }
}

/** Counts the requests of the cells in which at least `minOdd` later ones are odd by one of the outcomes. */
function countCells(requests: Requests, pair: readonly [Field, Field], minOdd: number): Cell[] {
  const [first, second] = pair
  const kinds = requests.outcomes.length
  const width = second.values.length
  const odd = sumOdd(requests, pair)
  const enough: [number, number][] = []
  const places = new Uint32Array(first.values.length * width)
  for (let one = 1; one < first.values.length; one += 1) {
    for (let other = 1; other < width; other += 1) {
      const cell = one * width + other
      if (mostOf(odd, (cell * 2 + 1) * kinds, kinds) < minOdd) continue
      enough.push([one, other])
      places[cell] = enough.length
    }
  }
  if (enough.length === 0) return []
  const sums = sumExpected(requests, pair, { places, count: enough.length })
  const countsOf = (one: number, other: number, period: number): Counts => {
    const cell = one * width + other
    const at = ((places[cell] ?? 0) * 2 + period) * (kinds + 1)
    const oddAt = (cell * 2 + period) * kinds
    return {
      requests: sums[at] ?? 0,
      odd: Float64Array.from(odd.subarray(oddAt, oddAt + kinds)),
      expected: sums.slice(at + 1, at + 1 + kinds),
    }
  }
  return enough.map(([one, other]) => ({
    members: [
      { field: first.name, value: first.values[one] ?? '' },
      { field: second.name, value: second.values[other] ?? '' },
    ],
    codes: [one, other],
    before: countsOf(one, other, 0),
    after: countsOf(one, other, 1),
  }))
}

function mostOf(numbers: Uint32Array, from: number, length: number): number {
  let most = 0
  for (let at = from; at < from + length; at += 1) most = Math.max(most, numbers[at] as number)
  return most
}

/** Counts odd requests: by cell, period and outcome. */
function sumOdd(
  { outcomes, period, odd, count }: Requests,
  [first, second]: readonly [Field, Field],
): Uint32Array {
  const kinds = outcomes.length
  const width = second.values.length
  const sums = new Uint32Array(first.values.length * width * 2 * kinds)
  for (let row = 0; row < count; row += 1) {
    const bits = odd[row] as number
    if (bits === 0) continue
    const cell = (first.codes[row] as number) * width + (second.codes[row] as number)
    const at = (cell * 2 + (period[row] as number)) * kinds
    for (let kind = 0; kind < kinds; kind += 1) {
      ;(sums[at + kind] as number) += (bits >> kind) & 1
    }
  }
  return sums
}

/** The cells that are counted. */
interface Places {
  /** A number of each cell, from 1. 0: it isn't counted. */
  readonly places: Uint32Array
  readonly count: number
}

/**
 * Sums by place and period: the requests, and for each outcome the expected odd ones. Requests of a stratum
 * stand together: they are only counted, which matters as this runs for each pair of fields.
 */
function sumExpected(
  { outcomes, period, stratum, rates, count: rows }: Requests,
  [{ codes: one }, { codes: other, values }]: readonly [Field, Field],
  { places, count }: Places,
): Float64Array {
  const kinds = outcomes.length
  const width = values.length
  const sums = new Float64Array((count + 1) * 2 * (kinds + 1))
  const counts = new Uint32Array(count + 1)
  const touched = new Uint32Array(count + 1)
  let touchedCount = 0
  for (let row = 0; row < rows; row += 1) {
    const place = places[(one[row] as number) * width + (other[row] as number)] as number
    const seen = counts[place] as number
    counts[place] = seen + 1
    if (seen === 0) {
      touched[touchedCount] = place
      touchedCount += 1
    }
    const isSame = stratum[row] === stratum[row + 1] && period[row] === period[row + 1]
    if (isSame) continue
    const rate = (stratum[row] as number) * kinds
    for (let index = 0; index < touchedCount; index += 1) {
      const touchedPlace = touched[index] as number
      const added = counts[touchedPlace] as number
      counts[touchedPlace] = 0
      const at = (touchedPlace * 2 + (period[row] as number)) * (kinds + 1)
      ;(sums[at] as number) += added
      for (let kind = 0; kind < kinds; kind += 1) {
        ;(sums[at + 1 + kind] as number) += added * (rates[rate + kind] as number)
      }
    }
    touchedCount = 0
  }
  return sums
}
