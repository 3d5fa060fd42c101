import { rowScope } from '../read-field.ts'
import { asText, json } from '../sql.ts'
import type { Field } from '../syntax.ts'
import { newColumn, show, type TranslationState } from '../translation-state.ts'

/** Applies `unnest` and `expand`: a row for each item of a list. Other values are lists of one item. */
export function unnest(
  state: TranslationState,
  { field, into }: { readonly field: Field; readonly into: string },
): void {
  const scope = rowScope(state)
  const value = scope.field(field)
  const raw = value.kind === 'json' ? value.sql : (scope.json(field) ?? `ql_json(${asText(value)})`)
  const list = newColumn(state.shared)
  const item = newColumn(state.shared)
  // A text may hold the JSON of a list.
  const source = `SELECT *, ql_list(${raw}) AS ${list} FROM (${state.rows})`
  const items = `unnest(CASE WHEN ${list} IS NULL THEN [NULL] ELSE json_extract(${list}, '$[*]') END)`
  state.rows = `SELECT *, CAST(${items} AS VARCHAR) AS ${item} FROM (${source})`
  state.named.set(into, json(item))
  show(state, into)
}
