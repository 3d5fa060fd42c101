import { dedup, order } from './ordering.ts'
import { prefilter } from './prefilter.ts'
import { eventsSql, type FileSource } from './source.ts'
import { asCondition, type SqlKind } from './sql.ts'
import { summarize } from './summarize.ts'
import type { Command, Expression, Field, Query } from './syntax.ts'
import { translateExpression } from './translate-expression.ts'
import {
  checkOrder,
  newTranslation,
  rowScope,
  type TranslationState,
  translateNamed,
} from './translation-state.ts'

/** A query as an SQL statement for DuckDB. */
export interface Translation {
  readonly sql: string
  /** The columns that the statement returns, in order. */
  readonly columns: readonly { readonly name: string; readonly kind: SqlKind }[]
  /** The limit of rows. The statement returns one more row if there are more. */
  readonly limit: number
}

/** CloudWatch's limit of rows for a query without `limit`. */
export const DEFAULT_LIMIT = 10_000

/**
 * Translates a query over files.
 * @param now the value of `now()`, in milliseconds since 1970
 * @throws QueryError if a part is not supported over files, or would fail on CloudWatch
 */
export function translate(query: Query, source: FileSource, now: number): Translation {
  const state = newTranslation(now)
  for (const command of query) {
    checkOrder(state, command)
    apply(state, command)
  }
  const shown = state.shown ?? ['@timestamp', '@message']
  const scope = rowScope(state)
  const columns = shown.map((name) => ({
    name,
    ...(state.named.get(name) ?? scope.field({ kind: 'field', name, at: 0 })),
  }))
  const ordering = state.order ?? (state.summarized ? undefined : 'time DESC NULLS LAST')
  const limit = state.limit ?? DEFAULT_LIMIT
  const sql = [
    `SELECT ${columns.map((column, index) => `${column.sql} AS c${index}`)} FROM (${state.rows})`,
    ordering === undefined ? '' : `ORDER BY ${ordering}`,
    `LIMIT ${limit + 1}`,
  ].join(' ')
  const events = eventsSql(source, state.logFields, state.lineConditions)
  return {
    sql: `WITH events AS NOT MATERIALIZED (${events}) ${sql}`,
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    limit,
  }
}

/** Adds the texts that a line must contain for a condition to hold. */
function addLineCondition(
  { summarized, named, lineConditions }: TranslationState,
  condition: Expression,
): void {
  if (summarized) return
  const isLogField = ({ name }: Field): boolean => !named.has(name) && !name.startsWith('@')
  const required = prefilter(condition, isLogField)
  if (required !== undefined) lineConditions.push(required)
}

function apply(state: TranslationState, command: Command): void {
  switch (command.kind) {
    case 'filter': {
      addLineCondition(state, command.condition)
      const condition = asCondition(translateExpression(command.condition, rowScope(state)))
      state.rows = `SELECT * FROM (${state.rows}) WHERE ${condition}`
      return
    }
    case 'fields':
      state.shown = [...new Set([...(state.shown ?? []), ...translateNamed(state, command.items)])]
      return
    case 'display':
      state.shown = translateNamed(state, command.items)
      return
    case 'stats':
      summarize(state, command)
      return
    case 'sort':
      state.order = order(state, command.keys)
      return
    case 'limit':
      state.limit = command.count
      return
    case 'dedup':
      dedup(state, command.fields)
  }
}
