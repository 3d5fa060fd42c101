import type { OtherEntry, PlatformEntry, RecordEntry } from '../../lines/entry.ts'

/** What was found of a trace. */
export interface FoundTrace {
  readonly traceId: string
  /** The lines with the trace's records. */
  readonly records: readonly RecordEntry[]
  /** Lines of other loggers and of Lambda that belong to the trace by their ids, in their order. */
  readonly others: readonly JoinedLine[]
}

/** A line of another logger, or of Lambda. */
export type JoinedLine = OtherEntry | PlatformEntry
