import type { AddTotals, AutoRegress } from '../commands.ts'
import { readField } from '../read-field.ts'
import { asNumber, number, type Sql } from '../sql.ts'
import type { Field } from '../syntax.ts'
import {
  addColumn,
  rowOrder,
  show,
  shownColumns,
  type TranslationState,
} from '../translation-state.ts'

/** Applies `accum`: the sum of a field in this row and all rows before it. */
export function accum(
  state: TranslationState,
  { field, name }: { readonly field: Field; readonly name: string | undefined },
): void {
  const value = asNumber(readField(state, field))
  const window = `ORDER BY ${rowOrder(state)} ROWS UNBOUNDED PRECEDING`
  define(state, name ?? `accum_${field.name}`, number(`sum(${value}) OVER (${window})`))
}

/** Applies `autoregress`: the field's value some rows before. */
export function autoRegress(state: TranslationState, { field, name, from, to }: AutoRegress): void {
  const { sql, kind } = readField(state, field)
  const order = rowOrder(state)
  for (let lag = from; lag <= to; lag += 1) {
    const isOnly = name !== undefined && from === to
    const column = isOnly ? name : `${name ?? field.name}_p${lag}`
    define(state, column, { sql: `lag(${sql}, ${lag}) OVER (ORDER BY ${order})`, kind })
  }
}

/** Applies `filldown`: a missing value becomes that of the row before. */
export function fillDown(
  state: TranslationState,
  { names }: { readonly names: readonly string[] },
): void {
  const order = rowOrder(state)
  const filled = shownColumns(state).filter(
    (name) => names.length === 0 || names.some((one) => fits(name, one)),
  )
  for (const name of filled) {
    const { sql, kind } = readField(state, { kind: 'field', name, at: 0 })
    const window = `ORDER BY ${order} ROWS UNBOUNDED PRECEDING`
    addColumn(state, name, { sql: `last_value(${sql} IGNORE NULLS) OVER (${window})`, kind })
  }
}

function fits(name: string, wildcard: string): boolean {
  return wildcard.endsWith('*') ? name.startsWith(wildcard.slice(0, -1)) : name === wildcard
}

/** Applies `addtotals`: the sum of a row's numbers, and a last row with the sums of the columns. */
export function addTotals(state: TranslationState, { name, row, col, fields }: AddTotals): void {
  const chosen = fields.length > 0 ? fields.map((field) => field.name) : shownColumns(state)
  const values = chosen
    .map((column) => ({ column, value: readField(state, { kind: 'field', name: column, at: 0 }) }))
    .filter(({ value }) => value.kind === 'number' || value.kind === 'value')
  if (row && values.length > 0) {
    const numbers = values.map(({ value }) => asNumber(value))
    define(state, name, number(`list_sum(list_filter([${numbers}], lambda n: n IS NOT NULL))`))
  }
  if (col) state.totals = [...values.map(({ column }) => column), ...(row ? [name] : [])]
}

function define(state: TranslationState, name: string, value: Sql): void {
  addColumn(state, name, value)
  show(state, name)
}
