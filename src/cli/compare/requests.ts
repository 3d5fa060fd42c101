import type { Outcome } from './outcome.ts'

/** A field of requests, with a code for each of its values. */
export interface Field {
  readonly name: string
  /** Whether its values are places among the numbers of before. */
  readonly isNumber: boolean
  /** The values by their code. Code 0: the value is missing, or too rare to tell. */
  readonly values: readonly string[]
  /** The code of each request. */
  readonly codes: Uint16Array
}

/** The requests of two periods, in columns. */
export interface RequestColumns {
  readonly count: number
  readonly outcomes: readonly Outcome[]
  readonly fields: readonly Field[]
  /** Whether the requests of versions are compared. */
  readonly areVersions: boolean
  /** 1 in the later period, 0 in the earlier one. */
  readonly period: Uint8Array
  /** A bit for each outcome. */
  readonly odd: Uint8Array
  /** The part of the earlier period in which a request ended. */
  readonly slot: Uint8Array
  /** Requests that do the same: an action, cold or warm. */
  readonly stratum: Uint16Array
  /** The share of odd requests before: for each stratum one of each outcome. */
  readonly rates: Float64Array
  /** The 5 minutes in which a request of the later period ended. */
  readonly window: Uint16Array
  readonly windows: number
}

/** Requests of one stratum and period. */
export interface Run {
  readonly stratum: number
  readonly period: number
  readonly begin: number
  readonly end: number
}

/** Columns in which the requests of a stratum and period stand together. */
export interface Requests extends RequestColumns {
  readonly runs: readonly Run[]
  /** The rows that are odd by any outcome. */
  readonly oddRows: Int32Array
}

/** The requests of a service. */
export interface ServiceRequests {
  /** Empty: their records name none. */
  readonly service: string
  readonly requests: Requests
}

/** Sorts requests by their stratum and period. */
export function sortByStratum(requests: RequestColumns): Requests {
  const { count, period, stratum } = requests
  const keyOf = (row: number): number => (stratum[row] as number) * 2 + (period[row] as number)
  // Where the rows of each key begin.
  const begins = new Int32Array(2 * 65_536 + 1)
  for (let row = 0; row < count; row += 1) (begins[keyOf(row) + 1] as number) += 1
  begins.forEach((length, key) => {
    begins[key] = length + (begins[key - 1] ?? 0)
  })
  const rows = new Int32Array(count)
  for (let row = 0; row < count; row += 1) {
    const key = keyOf(row)
    rows[begins[key] as number] = row
    ;(begins[key] as number) += 1
  }
  return selectRows(requests, rows)
}

/** Returns the requests of some rows. */
export function selectRows(requests: RequestColumns, rows: Int32Array): Requests {
  const { fields, period, odd, slot, stratum, window } = requests
  const selected = {
    ...requests,
    count: rows.length,
    fields: fields.map((field) => {
      return { ...field, codes: pick(field.codes, rows, new Uint16Array(rows.length)) }
    }),
    period: pick(period, rows, new Uint8Array(rows.length)),
    odd: pick(odd, rows, new Uint8Array(rows.length)),
    slot: pick(slot, rows, new Uint8Array(rows.length)),
    stratum: pick(stratum, rows, new Uint16Array(rows.length)),
    window: pick(window, rows, new Uint16Array(rows.length)),
  }
  const oddRows = rowsThat(rows.length, (row) => selected.odd[row] !== 0)
  return { ...selected, runs: runsOf(selected), oddRows }
}

function runsOf({ count, stratum, period }: RequestColumns): Run[] {
  const runs: Run[] = []
  let begin = 0
  for (let row = 1; row <= count; row += 1) {
    if (stratum[row] === stratum[begin] && period[row] === period[begin]) continue
    runs.push({
      stratum: stratum[begin] as number,
      period: period[begin] as number,
      begin,
      end: row,
    })
    begin = row
  }
  return runs
}

/** Returns the numbers of the rows that satisfy a condition. */
export function rowsThat(count: number, isWanted: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(count)
  let found = 0
  for (let row = 0; row < count; row += 1) {
    if (isWanted(row)) {
      rows[found] = row
      found += 1
    }
  }
  return rows.slice(0, found)
}

function pick<Column extends Uint8Array | Uint16Array>(
  column: Column,
  rows: Int32Array,
  picked: Column,
): Column {
  for (let index = 0; index < rows.length; index += 1) {
    picked[index] = column[rows[index] as number] as number
  }
  return picked
}
