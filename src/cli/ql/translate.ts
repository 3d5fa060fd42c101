import { checkOrder } from './check-order.ts'
import { applyCommand } from './commands/index.ts'
import type { Query } from './commands.ts'
import { eventsSql } from './event-log.ts'
import { lateRows } from './late-rows.ts'
import { nameOf } from './named-columns.ts'
import { readField } from './read-field.ts'
import type { FileSource } from './source.ts'
import type { Sql, SqlKind } from './sql.ts'
import {
  newState,
  type PatternStep,
  type Subquery,
  shownColumns,
  type TranslationState,
  type Translator,
} from './translation-state.ts'

/** A query as an SQL statement for DuckDB. */
export interface Translation {
  /** What must be done before the statement, in order. */
  readonly steps: readonly PatternStep[]
  readonly sql: string
  /** The columns that the statement returns, in order. */
  readonly columns: readonly { readonly name: string; readonly kind: SqlKind }[]
  /** The limit of rows. The statement returns one more row if there are more. */
  readonly limit: number
  /** The columns whose sums are a last row. */
  readonly totals: readonly string[]
  /** The fields of the log that the query reads. */
  readonly fields: readonly string[]
}

/** CloudWatch's limit of rows for a query without `limit`. */
export const DEFAULT_LIMIT = 10_000

/**
 * Translates a query over files.
 * @param now the value of `now()`, in milliseconds since 1970
 * @throws QueryError if a part is not supported over files, or would fail on CloudWatch
 */
export function translate(query: Query, source: FileSource, now: number): Translation {
  const shared: Translator = {
    source,
    now,
    logs: [],
    steps: [],
    columns: 0,
    subquery: (inner) => subquery(shared, inner as Query),
  }
  const state = applyAll(newState(shared), query)
  const { sql, columns, limit } = select(state)
  return {
    steps: shared.steps,
    sql: withLogs(shared, sql),
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    limit,
    totals: state.totals,
    fields: shared.logs.flatMap((log) => log.columns.map(({ name }) => name)),
  }
}

function applyAll(state: TranslationState, query: Query): TranslationState {
  for (const [index, command] of query.entries()) {
    checkOrder(state, command)
    applyCommand(state, command, {
      previous: query[index - 1],
      next: query[index + 1],
      applyAll: (inner) => applyAll(newState(state.shared), inner),
      withLogs: (statement) => withLogs(state.shared, statement),
    })
  }
  return state
}

/** Returns a statement with the events of all logs that the translation has read so far. */
function withLogs({ logs }: Translator, statement: string): string {
  const events = logs.map(
    (log) => `${log.prefix}events AS NOT MATERIALIZED (${eventsSql(log, statement)})`,
  )
  return `WITH ${events.join(', ')} ${statement}`
}

interface Select {
  readonly sql: string
  readonly columns: readonly { readonly name: string; readonly kind: SqlKind }[]
  readonly limit: number
}

function select(state: TranslationState): Select {
  const columns = shownColumns(state).map((name) => {
    const value = state.named.get(name) ?? readField(state, { kind: 'field', name, at: 0 })
    return { name, ...shownSql(value), kind: value.kind }
  })
  const limit = state.limit ?? DEFAULT_LIMIT
  const order = orderOf(state)
  const { rows, nameOf: sqlNameOf } = lateRows(state, order, limit + 1)
  const selected = columns.map(({ sql }, index) => `${sqlNameOf(sql)} AS c${index}`)
  // The order of rows that the query leaves open is the same each time.
  const ordering = [...order, ...columns.map((_, index) => `c${index}`)]
  const sql = `SELECT ${selected} FROM (${rows}) ORDER BY ${ordering} LIMIT ${limit + 1}`
  return { sql, columns, limit }
}

function orderOf({ order, ownOrder, summarized, log }: TranslationState): string[] {
  const chosen = order ?? ownOrder
  if (chosen !== undefined) return [chosen]
  return summarized ? [] : [`${log.prefix}time DESC NULLS LAST`]
}

function shownSql({ sql, kind }: Sql): { sql: string } {
  return { sql: kind === 'json' ? `ql_shown(${sql})` : sql }
}

function subquery(shared: Translator, query: Query): Subquery {
  const state = applyAll(newState(shared), query)
  const { sql, columns, limit } = select(state)
  const limited = `SELECT * FROM (${sql}) LIMIT ${limit}`
  const named = columns.map(({ name, kind }, index) => ({ name, kind, sql: `c${index}` }))
  const chosen = query.findLast(({ kind }) => kind === 'fields' || kind === 'display')
  if (chosen === undefined || !('items' in chosen)) return { sql: limited, columns: named }
  // After stats, fields shows the columns of stats too, and means only its own.
  const names = chosen.items.map(nameOf)
  return { sql: limited, columns: named.filter(({ name }) => names.includes(name)) }
}
