import { rowScope, translateInRows } from './read-field.ts'
import { asNumber, asText } from './sql.ts'
import type { Field, SortKey } from './syntax.ts'
import { rowOrder, type TranslationState } from './translation-state.ts'

/**
 * Translates `sort`, in CloudWatch's natural order: texts before numbers, `v9` before `v10`. Rows without
 * the field come last.
 */
export function order(state: TranslationState, keys: readonly SortKey[]): string {
  return keys
    .flatMap(({ expression, descending }) => {
      const value = translateInRows(state, expression)
      const direction = descending ? 'DESC' : 'ASC'
      if (value.kind === 'number' || value.kind === 'time' || value.kind === 'boolean') {
        return [`${value.sql} ${direction} NULLS LAST`]
      }
      const sql = asText(value)
      const number = asNumber(value)
      return [
        `(${sql} IS NULL)`,
        `(${number} IS NOT NULL) ${direction}`,
        `${number} ${direction}`,
        `ql_runs(${sql}) ${direction}`,
      ]
    })
    .join(', ')
}

/** Applies `dedup`: keeps the first row for each value, in the current order. Rows without a field all stay. */
export function dedup(state: TranslationState, fields: readonly Field[]): void {
  const scope = rowScope(state)
  const keys = fields.map((field) => asText(scope.field(field)))
  const isFirst = `row_number() OVER (PARTITION BY ${keys} ORDER BY ${rowOrder(state)}) = 1`
  const isMissing = keys.map((key) => `${key} IS NULL`).join(' OR ')
  state.rows = `SELECT * FROM (${state.rows}) QUALIFY ${isFirst} OR ${isMissing}`
  state.deduplicated = true
}
