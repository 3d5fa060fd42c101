/** A row: text by column. A column without a value is left out, as on CloudWatch. */
export type Row = Readonly<Record<string, string>>

/** What a query gave. */
export interface Answer {
  readonly columns: readonly string[]
  /** Columns whose values are numbers. */
  readonly numeric: ReadonlySet<string>
  readonly rows: readonly Row[]
  /** Whether there were more rows than the query's limit; CloudWatch doesn't say, so there it may be. */
  readonly truncated: boolean
}
