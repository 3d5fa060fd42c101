import { dedup, order } from './ordering.ts'
import { prefilter } from './prefilter.ts'
import { eventsOf, type Source } from './source.ts'
import type { Kind } from './sql.ts'
import { asCondition } from './sql.ts'
import { checkPlace, rowScope, type Stage, startStage, translateNamed } from './stage.ts'
import { summarize } from './summarize.ts'
import type { Command, Expression, Field, Query } from './syntax.ts'
import { translateExpression } from './translate-expression.ts'

/** A query as one SQL statement for DuckDB. */
export interface Translation {
  readonly sql: string
  /** What the statement gives, in order. */
  readonly columns: readonly { readonly name: string; readonly kind: Kind }[]
  /** The most rows that the query wants; the statement gives one more if there are more. */
  readonly limit: number
}

/** CloudWatch's limit for a query that has none. */
export const DEFAULT_LIMIT = 10_000

/**
 * Translates a query over a log. `now` is the moment that its `now()` gives, in milliseconds.
 * Throws a `QueryError` for what is not supported here, or would fail on CloudWatch.
 */
export function translate(query: Query, source: Source, now: number): Translation {
  const stage = startStage(now)
  for (const command of query) {
    checkPlace(stage, command)
    apply(stage, command)
  }
  const shown = stage.shown ?? ['@timestamp', '@message']
  const scope = rowScope(stage)
  const columns = shown.map((name) => ({
    name,
    ...(stage.named.get(name) ?? scope.field({ kind: 'field', name, at: 0 })),
  }))
  const ordering = stage.order ?? (stage.summarized ? undefined : 'time DESC NULLS LAST')
  const limit = stage.limit ?? DEFAULT_LIMIT
  const sql = [
    `SELECT ${columns.map((column, index) => `${column.sql} AS c${index}`)} FROM (${stage.rows})`,
    ordering === undefined ? '' : `ORDER BY ${ordering}`,
    `LIMIT ${limit + 1}`,
  ].join(' ')
  const events = eventsOf(source, stage.logFields, stage.lineConditions)
  return {
    sql: `WITH events AS NOT MATERIALIZED (${events}) ${sql}`,
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    limit,
  }
}

/** Leaves out lines of which the condition can't hold, before they are parsed. */
function preselect({ summarized, named, lineConditions }: Stage, condition: Expression): void {
  if (summarized) return
  const isLogField = ({ name }: Field): boolean => !named.has(name) && !name.startsWith('@')
  const needed = prefilter(condition, isLogField)
  if (needed !== undefined) lineConditions.push(needed)
}

function apply(stage: Stage, command: Command): void {
  switch (command.kind) {
    case 'filter': {
      preselect(stage, command.condition)
      const condition = asCondition(translateExpression(command.condition, rowScope(stage)))
      stage.rows = `SELECT * FROM (${stage.rows}) WHERE ${condition}`
      return
    }
    case 'fields':
      stage.shown = [...new Set([...(stage.shown ?? []), ...translateNamed(stage, command.items)])]
      return
    case 'display':
      stage.shown = translateNamed(stage, command.items)
      return
    case 'stats':
      summarize(stage, command)
      return
    case 'sort':
      stage.order = order(stage, command.keys)
      return
    case 'limit':
      stage.limit = command.count
      return
    case 'dedup':
      dedup(stage, command.fields)
  }
}
