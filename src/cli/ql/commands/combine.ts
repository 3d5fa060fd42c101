import type { AppendCols, Join, Query } from '../commands.ts'
import { readField } from '../read-field.ts'
import { asText } from '../sql.ts'
import {
  newColumn,
  rowOrder,
  show,
  shownColumns,
  type TranslationState,
} from '../translation-state.ts'

/** Applies `join`: rows of two logs whose keys are the same. */
export function join(
  state: TranslationState,
  command: Join,
  applyAll: (query: Query) => TranslationState,
): void {
  const { type, left, right, leftKey, rightKey, query } = command
  const other = applyAll(query)
  const key = (side: TranslationState, name: string): string =>
    asText(readField(side, { kind: 'field', name, at: 0 }))
  const condition = `${key(state, leftKey)} = ${key(other, rightKey)}`
  const kind = type === 'left' ? 'LEFT JOIN' : 'JOIN'
  state.rows = `SELECT * FROM (${state.rows}) ${kind} (${other.rows}) ON ${condition}`
  state.joined = { left, right, other }
}

/** Applies `appendcols`: the columns of another query, row by row. */
export function appendCols(state: TranslationState, { override, max, query }: AppendCols): void {
  const { sql, columns } = state.shared.subquery(query)
  const position = newColumn(state.shared)
  const names = columns.map(() => newColumn(state.shared))
  const select = columns.map((column, index) => `${column.sql} AS ${names[index]}`)
  const numbered = `SELECT ${select}, row_number() OVER () AS ${position}_r FROM (${sql}) LIMIT ${max}`
  const rows = `SELECT *, row_number() OVER (ORDER BY ${rowOrder(state)}) AS ${position} FROM (${state.rows})`
  state.rows = `SELECT * FROM (${rows}) LEFT JOIN (${numbered}) ON ${position} = ${position}_r`
  const isShown = new Set(shownColumns(state))
  for (const [index, { name, kind }] of columns.entries()) {
    if (!override && (state.named.has(name) || isShown.has(name))) continue
    state.named.set(name, { sql: names[index] as string, kind })
    show(state, name)
  }
}
