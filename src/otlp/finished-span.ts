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

/** Returns milliseconds since the epoch, to 0.001, as OTLP's nanoseconds. */
export function nanosOf(millis: number): string {
  return `${BigInt(Math.round(millis * 1000))}000`
}
