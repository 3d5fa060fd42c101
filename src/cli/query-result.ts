/** A row: text by column. A column without a value is left out, as on CloudWatch. */
export type Row = Readonly<Record<string, string>>

/** The result of a query. */
export interface QueryResult {
  readonly columns: readonly string[]
  /** The columns that are counted or computed. */
  readonly numeric: ReadonlySet<string>
  readonly rows: readonly Row[]
  /** Whether there may be more rows than the query's limit. CloudWatch doesn't say if there are. */
  readonly truncated: boolean
  /** The lines of the files that were read. */
  readonly read?: LineCount
}

/** The lines of files. */
export interface LineCount {
  readonly records: number
  /** Lines that aren't records. */
  readonly others: number
}
