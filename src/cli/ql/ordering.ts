import { asNumber } from './sql.ts'
import { rowScope, type Stage, translateInRows } from './stage.ts'
import type { Field, SortKey } from './syntax.ts'

/**
 * The SQL of an order. Fields are in CloudWatch's natural order: what is no number before numbers.
 * Rows that lack the field come last.
 */
export function order(stage: Stage, keys: readonly SortKey[]): string {
  return keys
    .flatMap(({ expression, descending }) => {
      const { sql, kind } = translateInRows(stage, expression)
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

/** Applies `dedup`: keeps the first row of each in the order so far. Rows that lack a field all stay. */
export function dedup(stage: Stage, fields: readonly Field[]): void {
  const scope = rowScope(stage)
  const keys = fields.map((field) => scope.field(field).sql)
  const ordering = stage.order ?? (stage.summarized ? '1' : 'time DESC NULLS LAST')
  const isFirst = `row_number() OVER (PARTITION BY ${keys} ORDER BY ${ordering}) = 1`
  const lacks = keys.map((key) => `${key} IS NULL`).join(' OR ')
  stage.rows = `SELECT * FROM (${stage.rows}) QUALIFY ${isFirst} OR ${lacks}`
  stage.deduplicated = true
}
