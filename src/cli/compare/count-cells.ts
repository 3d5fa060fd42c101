import type { Cell, Counts } from './cell.ts'
import type { Field, Requests } from './requests.ts'
import { MIN_ODD } from './score.ts'

/** Counts the requests in some rows. */
export function countEverything(requests: Requests, rows: Int32Array): Cell {
  const sums = sumCells(requests, rows, { cells: 1, cellOf: new Int32Array(rows.length) })
  return { members: [], codes: [], before: sums.countsOf(0, 0), after: sums.countsOf(0, 1) }
}

/** Counts the requests that have each value of a field, if enough of them are odd. */
export function countSingles(requests: Requests, field: Field, rows: Int32Array): Cell[] {
  const { codes, values } = field
  const cellOf = new Int32Array(rows.length)
  rows.forEach((row, index) => {
    cellOf[index] = codes[row] || NO_CELL
  })
  const sums = sumCells(requests, rows, { cells: values.length, cellOf })
  return values.flatMap((_, code) => cellAt(sums, code, [[field, code]]))
}

/** Counts the requests that have each two values of two fields, if enough of them are odd. */
export function countPairs(
  requests: Requests,
  [first, second]: readonly [Field, Field],
  rows: Int32Array,
): Cell[] {
  const width = second.values.length
  const cellOf = new Int32Array(rows.length)
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number
    const one = first.codes[row] as number
    const other = second.codes[row] as number
    cellOf[index] = one === 0 || other === 0 ? NO_CELL : one * width + other
  }
  const sums = sumCells(requests, rows, { cells: first.values.length * width, cellOf })
  return first.values.flatMap((_, one) =>
    second.values.flatMap((__, other) =>
      cellAt(sums, one * width + other, [
        [first, one],
        [second, other],
      ]),
    ),
  )
}

interface Sums {
  hasOdd(cell: number): boolean
  countsOf(cell: number, period: number): Counts
}

/** Returns a cell with enough odd requests. Code 0 is no value. */
function cellAt(sums: Sums, cell: number, parts: readonly (readonly [Field, number])[]): Cell[] {
  if (parts.some(([, code]) => code === 0) || !sums.hasOdd(cell)) return []
  const members = parts.map(([{ name, values }, code]) => {
    return { field: name, value: values[code] ?? '' }
  })
  const codes = parts.map(([, code]) => code)
  return [{ members, codes, before: sums.countsOf(cell, 0), after: sums.countsOf(cell, 1) }]
}

/** The cell of requests without a value. */
const NO_CELL = -1

interface Cells {
  readonly cells: number
  /** The cell of each row. */
  readonly cellOf: Int32Array
}

/** Sums in one array: for each cell and period the requests, and odd and expected ones by outcome. */
function sumCells(
  { outcomes, period, odd, stratum, rates }: Requests,
  rows: Int32Array,
  { cells, cellOf }: Cells,
): Sums {
  const kinds = outcomes.length
  const width = 1 + 2 * kinds
  const sums = new Float64Array(cells * 2 * width)
  // This runs for each pair of fields and each request.
  for (let index = 0; index < rows.length; index += 1) {
    const cell = cellOf[index] as number
    if (cell === NO_CELL) continue
    const row = rows[index] as number
    const at = (cell * 2 + (period[row] as number)) * width
    const rate = (stratum[row] as number) * kinds
    const bits = odd[row] as number
    ;(sums[at] as number) += 1
    for (let kind = 0; kind < kinds; kind += 1) {
      if (bits !== 0) (sums[at + 1 + kind] as number) += (bits >> kind) & 1
      ;(sums[at + 1 + kind + kinds] as number) += rates[rate + kind] as number
    }
  }
  return {
    hasOdd(cell) {
      const at = (cell * 2 + 1) * width + 1
      return sums.subarray(at, at + kinds).some((one) => one >= MIN_ODD)
    },
    countsOf(cell, one) {
      const at = (cell * 2 + one) * width
      return {
        requests: sums[at] ?? 0,
        odd: sums.slice(at + 1, at + 1 + kinds),
        expected: sums.slice(at + 1 + kinds, at + width),
      }
    },
  }
}
