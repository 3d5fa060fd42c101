import { asNumber } from './sql.ts'
import type { Field, SortKey } from './syntax.ts'
import { rowScope, type TranslationState, translateInRows } from './translation-state.ts'

/**
 * Translates `sort`, in CloudWatch's natural order: texts before numbers. Rows without the field come
 * last.
 */
export function order(state: TranslationState, keys: readonly SortKey[]): string {
  return keys
    .flatMap(({ expression, descending }) => {
      const { sql, kind } = translateInRows(state, expression)
      const direction = descending ? 'DESC' : 'ASC'
      if (kind !== 'value') return [`${sql} ${direction} NULLS LAST`]
      const value = asNumber({ sql, kind })
      return [
        `(${sql} IS NULL)`,
        `(${value} IS NOT NULL) ${direction}`,
        `${value} ${direction}`,
        `${sql} ${direction}`,
      ]
    })
    .join(', ')
}

/** Applies `dedup`: keeps the first row for each value, in the current order. Rows without a field all stay. */
export function dedup(state: TranslationState, fields: readonly Field[]): void {
  const scope = rowScope(state)
  const keys = fields.map((field) => scope.field(field).sql)
  const ordering = state.order ?? (state.summarized ? '1' : 'time DESC NULLS LAST')
  const isFirst = `row_number() OVER (PARTITION BY ${keys} ORDER BY ${ordering}) = 1`
  const isMissing = keys.map((key) => `${key} IS NULL`).join(' OR ')
  state.rows = `SELECT * FROM (${state.rows}) QUALIFY ${isFirst} OR ${isMissing}`
  state.deduplicated = true
}
