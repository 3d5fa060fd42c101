import type { ErrorRecord, TraceRecord } from '../core/record.ts'

/** What an ending's metadata says of an HTTP request, and of a cache. */
type MetadataField = 'statusCode' | 'method' | 'path' | 'cacheStatus'

/** Business metrics of the bg-remover, at the root of its endings. */
type BusinessMetric = 'CreditsDebited' | 'CreditsRefunded'

/** A field that a query may read: of the record, or of the log event that carries it. */
export type RecordField =
  | Exclude<keyof TraceRecord, 'metadata' | 'error' | 'links'>
  | `metadata.${MetadataField}`
  | `error.${Exclude<keyof ErrorRecord, 'cause'>}`
  | BusinessMetric
  | '@timestamp'
  | '@logStream'

/** What stands as `{{name}}` in a query's text. */
export interface QueryParameter {
  readonly name: string
  readonly description: string
}

/** A query in CloudWatch Logs Insights QL, over the records of one or more log groups. */
export interface InsightsQuery {
  /** Its name on the command line. */
  readonly id: string
  readonly title: string
  /** What it answers. */
  readonly question: string
  /** How to read the answer, and where to look next. */
  readonly reading: string
  readonly parameters: readonly QueryParameter[]
  /** The QL, with `{{name}}` for each parameter. */
  readonly text: string
  /** Every field that the text reads. */
  readonly fields: readonly RecordField[]
  /** The answer's columns, in order. CloudWatch leaves out of a row what it has no value for. */
  readonly columns: readonly string[]
}
