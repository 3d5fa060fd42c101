import type { Cell, Counts } from '../cell.ts'
import type { Stratum } from '../rates.ts'
import { MIN_ODD } from '../score.ts'
import type { CountRow } from './group-cells.ts'

/** Returns the requests that do the same, and a function that finds the place of a row's. */
export function strataOf(rows: readonly CountRow[]): {
  readonly strata: readonly Stratum[]
  stratumOf(row: CountRow): number
} {
  const all = Map.groupBy(
    rows.filter(({ members }) => members.length === 0),
    stratumName,
  )
  const names = [...all.keys()]
  const strata = [...all.values()].map((some): Stratum => {
    const before = some.filter(({ period }) => period === 0)
    return {
      isCold: some.some(({ isCold }) => isCold),
      before: sum(before, ({ requests }) => requests),
      oddBefore: sumOdd(before),
      all: sum(some, ({ requests }) => requests),
      oddOfAll: sumOdd(some),
    }
  })
  return { strata, stratumOf: (row) => names.indexOf(stratumName(row)) }
}

/** Returns the cells of rows: those with enough odd requests. */
export function cellsOf(
  rows: readonly CountRow[],
  rateOf: (row: CountRow) => Float64Array | undefined,
): Cell[] {
  const cells = Map.groupBy(rows, ({ members }) => JSON.stringify(members))
  return [...cells.values()].flatMap((same) => {
    const { members = [] } = same[0] ?? {}
    const countsOf = (wanted: number): Counts => {
      const own = same.filter(({ period }) => period === wanted)
      const odd = Float64Array.from(sumOdd(own))
      const expected = Float64Array.from(odd, (_, kind) =>
        sum(own, (row) => row.requests * (rateOf(row)?.[kind] ?? 0)),
      )
      return { requests: sum(own, ({ requests }) => requests), odd, expected }
    }
    const after = countsOf(1)
    const isKept = members.length === 0 || after.odd.some((one) => one >= MIN_ODD)
    return isKept ? [{ members, codes: [], before: countsOf(0), after }] : []
  })
}

function stratumName({ service, action, isCold }: CountRow): string {
  return JSON.stringify([service, action, isCold])
}

function sumOdd(rows: readonly CountRow[]): number[] {
  const kinds = rows[0]?.odd.length ?? 4
  return Array.from({ length: kinds }, (_, kind) => sum(rows, ({ odd }) => odd[kind] ?? 0))
}

function sum<T>(items: readonly T[], read: (item: T) => number): number {
  return items.reduce((total, item) => total + read(item), 0)
}
