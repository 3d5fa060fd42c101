import type { Cell, Counts } from './cell.ts'
import type { Field, Requests, Run } from './requests.ts'
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
  const enough: number[] = []
  for (let one = 1; one < first.values.length; one += 1) {
    for (let other = 1; other < width; other += 1) {
      const cell = one * width + other
      if (mostOf(odd, (cell * 2 + 1) * kinds, kinds) >= minOdd) enough.push(cell)
    }
  }
  if (enough.length === 0) return []
  const sums = sumExpected(requests, pair, enough)
  return enough.map((cell, place): Cell => {
    const countsOf = (period: number): Counts => {
      const at = (place * 2 + period) * (kinds + 1)
      const oddAt = (cell * 2 + period) * kinds
      return {
        requests: sums[at] ?? 0,
        odd: Float64Array.from(odd.subarray(oddAt, oddAt + kinds)),
        expected: sums.slice(at + 1, at + 1 + kinds),
      }
    }
    const codes = [Math.floor(cell / width), cell % width] as const
    return {
      members: [
        { field: first.name, value: first.values[codes[0]] ?? '' },
        { field: second.name, value: second.values[codes[1]] ?? '' },
      ],
      codes,
      before: countsOf(0),
      after: countsOf(1),
    }
  })
}

function mostOf(numbers: Uint32Array, from: number, length: number): number {
  let most = 0
  for (let at = from; at < from + length; at += 1) most = Math.max(most, numbers[at] as number)
  return most
}

/** Counts odd requests: by cell, period and outcome. */
function sumOdd(
  { outcomes, period, odd, oddRows }: Requests,
  [first, second]: readonly [Field, Field],
): Uint32Array {
  const kinds = outcomes.length
  const width = second.values.length
  const sums = new Uint32Array(first.values.length * width * 2 * kinds)
  for (let index = 0; index < oddRows.length; index += 1) {
    const row = oddRows[index] as number
    const cell = (first.codes[row] as number) * width + (second.codes[row] as number)
    const at = (cell * 2 + (period[row] as number)) * kinds
    for (let kind = 0; kind < kinds; kind += 1) {
      ;(sums[at + kind] as number) += ((odd[row] as number) >> kind) & 1
    }
  }
  return sums
}

/** Sums by cell and period: the requests, and for each outcome the expected odd ones. */
function sumExpected(
  { outcomes, runs, rates }: Requests,
  pair: readonly [Field, Field],
  cells: readonly number[],
): Float64Array {
  const kinds = outcomes.length
  const sums = new Float64Array(cells.length * 2 * (kinds + 1))
  const counts = new Uint32Array(pair[0].values.length * pair[1].values.length)
  for (const run of runs) {
    countRun(run, pair, counts)
    for (let place = 0; place < cells.length; place += 1) {
      const added = counts[cells[place] as number] as number
      if (added === 0) continue
      const at = (place * 2 + run.period) * (kinds + 1)
      ;(sums[at] as number) += added
      for (let kind = 0; kind < kinds; kind += 1) {
        ;(sums[at + 1 + kind] as number) += added * (rates[run.stratum * kinds + kind] as number)
      }
    }
    clear(run, pair, counts)
  }
  return sums
}

/** Counts the requests of a run by cell. It takes most of a comparison's time, and does nothing else. */
function countRun(
  { begin, end }: Run,
  [first, second]: readonly [Field, Field],
  counts: Uint32Array,
): void {
  const { codes: one } = first
  const { codes: other, values } = second
  const width = values.length
  for (let row = begin; row < end; row += 1) {
    ;(counts[(one[row] as number) * width + (other[row] as number)] as number) += 1
  }
}

function clear(
  { begin, end }: Run,
  [first, second]: readonly [Field, Field],
  counts: Uint32Array,
): void {
  if (end - begin > counts.length) {
    counts.fill(0)
    return
  }
  for (let row = begin; row < end; row += 1) {
    counts[(first.codes[row] as number) * second.values.length + (second.codes[row] as number)] = 0
  }
}
