import type { Sql } from './sql.ts'
import type { Expression } from './syntax.ts'

/** What an aggregate knows of the `stats` that computes it. */
export interface AggregateScope {
  /** Translates an argument. */
  readonly toSql: (argument: Expression) => Sql
  /** Returns SQL for the time of each row. */
  readonly time: () => string
  /** The percentages of the whole `stats`. */
  readonly percentages: Percentages
}

/** The percentages that a `stats` computes of each value, by the value's text. */
export type Percentages = ReadonlyMap<string, readonly number[]>
