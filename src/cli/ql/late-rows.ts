import { lateName, unmentioned, withLateColumns } from './event-log.ts'
import type { TranslationState } from './translation-state.ts'

/** Rows, some columns of which have other names in SQL. */
interface LateRows {
  readonly rows: string
  readonly nameOf: (sql: string) => string
}

/**
 * Returns the first rows of a query. Fields of the log that only its result has are read after the limit:
 * from few lines instead of all.
 */
export function lateRows(
  state: TranslationState,
  order: readonly string[],
  limit: number,
): LateRows {
  const { log, rows, summarized, joined, named } = state
  const isOfEvents = !summarized && joined === undefined && log.prefix === ''
  const late = isOfEvents ? unmentioned(log, `${rows} ${order}`) : []
  if (late.length === 0) return { rows, nameOf: (sql) => sql }
  // Rows of one line differ in what the query has computed.
  const rest = ['line', 'file', ...new Set([...named.values()].map(({ sql }) => sql))]
  const first = `SELECT * FROM (${rows}) ORDER BY ${[...order, ...rest]} LIMIT ${limit}`
  return {
    rows: withLateColumns(log, late, first),
    nameOf: (sql) => (late.includes(sql) ? lateName(sql) : sql),
  }
}
