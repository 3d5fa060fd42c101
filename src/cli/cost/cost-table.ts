import type { QueryResult } from '../query-result.ts'
import type { CostItem } from './estimate.ts'

/** The costs of a month at a rate of sampling. */
export interface CostColumn {
  readonly items: readonly CostItem[]
  readonly rate: number
}

/** Returns a table of costs. A second column has the same items at rate 1. */
export function costTable([first, full]: readonly [CostColumn, CostColumn?]): QueryResult {
  const columns =
    full === undefined
      ? ['A month', 'amount', 'cost']
      : ['A month', `at rate ${first.rate}`, 'cost', 'at rate 1', 'cost at rate 1']
  const rows = first.items.map(({ name, amount, cost }, index) => {
    const other = full?.items[index]
    const cells = [name, amount, dollars(cost), other?.amount ?? '', dollars(other?.cost ?? 0)]
    return Object.fromEntries(columns.map((column, place) => [column, cells[place] ?? '']))
  })
  return { columns, rows, numeric: new Set<string>(), truncated: false }
}

/** Returns US dollars and cents. */
export function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`
}
