import type { RecordField } from './record-field.ts'

/** A value that a query needs. Its text contains `{{name}}` in its place. */
export interface QueryParameter {
  /** The name, such as `jobId`. */
  readonly name: string
  /** What the value is, in a few words. */
  readonly description: string
}

/** A query in CloudWatch Logs Insights QL, over the records of one or more log groups. */
export interface InsightsQuery {
  /** The name on the command line, such as `error-rate`. */
  readonly id: string
  /** The name in CloudWatch's console. */
  readonly title: string
  /** The question that the query answers. */
  readonly question: string
  /** How to read the rows, and where to look next. */
  readonly reading: string
  /** The values that the query needs; empty for most queries. */
  readonly parameters: readonly QueryParameter[]
  /** The QL, with `{{name}}` for each parameter. */
  readonly text: string
  /** The fields that the text reads, each once. Empty for a query of your own. */
  readonly fields: readonly RecordField[]
  /**
   * The columns of the rows, in order. CloudWatch leaves columns without a value out of a row. Empty for a
   * query of your own.
   */
  readonly columns: readonly string[]
}
