import type { Sql } from './sql.ts'
import type { Call, Field } from './syntax.ts'

/** The meaning of the names in an expression. */
export interface Scope {
  readonly field: (field: Field) => Sql
  /** Returns SQL for a field with its maps and lists, as JSON. `undefined` if it has none. */
  readonly json: (field: Field) => string | undefined
  /** Returns SQL for the time of the row, in milliseconds. */
  readonly time: (at: number) => string
  /** The value of `now()`, in milliseconds. */
  readonly now: number
  /** The time that is queried. */
  readonly range: { readonly since?: number | undefined; readonly until?: number | undefined }
  /** Translates a query within the query: its SQL, and its columns. */
  readonly subquery: (query: readonly unknown[]) => {
    readonly sql: string
    readonly columns: readonly Sql[]
  }
  /** Translates calls that have a meaning only in this scope. Returns `undefined` for others. */
  readonly call?: (call: Call) => Sql | undefined
}
