import type { TraceRecord } from '../record.ts'

/** The content of a record, without the identity of its request. */
export interface RecordDraft
  extends Pick<
    TraceRecord,
    | 'message'
    | 'phase'
    | 'hopName'
    | 'hopResult'
    | 'duration'
    | 'result'
    | 'metadata'
    | 'error'
    | 'late'
    | 'Timeouts'
  > {
  /** A call's own action. Default: the request's. */
  readonly action?: string | undefined
  /** The names of the attributes that an ending has. Default: all. */
  readonly attributes?: readonly string[] | undefined
  /** More fields as JSON members, each with a leading comma: metrics. */
  readonly fields?: string | undefined
  /** How many business metrics `fields` contains. */
  readonly metrics?: number
  /** Whether the record ends its span, although it has no duration. */
  readonly isSpanEnd?: boolean
  /** Whether the record is cut to what queries and metrics need. */
  readonly isShort?: boolean
}
