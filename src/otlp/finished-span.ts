import type { EndedSpan } from '../core/exporter.ts'
import type { KeyValue } from './any-value.ts'

/** A span as an exporter gets it, or as the lines of a log tell of it. */
export interface FinishedSpan
  extends Pick<
    EndedSpan,
    | 'type'
    | 'kind'
    | 'name'
    | 'service'
    | 'operation'
    | 'spanId'
    | 'parentId'
    | 'links'
    | 'startTime'
    | 'endTime'
    | 'record'
  > {
  /** 32 hex digits. */
  readonly w3cTraceId: string
  /** `undefined`: unknown. */
  readonly hasRemoteParent: boolean | undefined
  /** The lines that were written while the span ran. */
  readonly events: readonly SpanEvent[]
}

/** An event of a span in OTLP's JSON. */
export interface SpanEvent {
  readonly timeUnixNano: string
  readonly name: string
  readonly attributes: readonly KeyValue[]
}

/** The last millisecond whose nanoseconds have 64 bits: in the year 2554. */
const MAX_MILLIS = 18_446_744_073_709

/** Returns milliseconds since the epoch, to 0.001, as OTLP's nanoseconds. */
export function nanosOf(millis: number): string {
  const known = Math.min(Math.max(millis, 0), MAX_MILLIS)
  return String(BigInt(Math.round(known * 1000)) * 1000n)
}
