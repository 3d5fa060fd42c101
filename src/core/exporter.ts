import type { Rule } from './option/rules.ts'
import type { TraceContext } from './propagation/inbound.ts'
import type { TraceLink } from './propagation/trace-link.ts'
import type { TraceRecord } from './record.ts'

/** What a span is to other services: it is called, gets messages, calls, sends messages, or none of these. */
export type SpanKind = 'server' | 'consumer' | 'client' | 'producer' | 'internal'

/** The request that a span belongs to: the same object for each of its spans. */
export interface ExportedRequest {
  readonly service: string
  /** The build that handles the request, if it is known. */
  readonly version?: string | undefined
  /** Where the service runs, such as `prod`. */
  readonly stage?: string | undefined
  /** The name of the Lambda function. */
  readonly functionName?: string | undefined
  readonly traceContext: TraceContext
  /** The `X-Amzn-Trace-Id` of the segment that the host itself writes for the request, as Lambda does. */
  readonly hostSegment?: string | undefined
  /** The option `trustSampling`: whether a sampling decision of the caller counts. */
  readonly trustSampling: boolean
}

/** A request, hop or call that begins. */
export interface StartedSpan {
  readonly request: ExportedRequest
  readonly type: 'request' | 'hop' | 'call'
  readonly kind: SpanKind
  /** The hop's name, else the action. */
  readonly name: string
  /** The called service, such as `s3`; only of a call. */
  readonly service?: string | undefined
  /** The called operation, such as `putObject`; only of a call. */
  readonly operation?: string | undefined
  /** 16 hex digits. */
  readonly spanId: string
  /** The span that contains this one; of a request the caller's. */
  readonly parentId?: string | undefined
  /** Whether the parent is a span of another service. */
  readonly hasRemoteParent: boolean
  /** Other traces that led to a request, such as those of the senders of a batch's records. */
  readonly links: readonly TraceLink[]
  /** Milliseconds since the epoch, to 0.001. */
  readonly startTime: number
}

/** A request, hop or call that has ended. */
export interface EndedSpan extends StartedSpan {
  /** Milliseconds since the epoch, to 0.001. */
  readonly endTime: number
  /** Whether the option `sampling` samples the trace. */
  readonly isSampled: boolean
  /** The span's record, redacted, even if none is written to the log. */
  readonly record: TraceRecord
}

/** A line that a request wrote, such as that of `trace.info`. */
export interface ExportedLog {
  readonly request: ExportedRequest
  /** Whether the option `sampling` samples the trace. */
  readonly isSampled: boolean
  /** The line's record, redacted, even if it is not written to the log. `spanId` is the span that ran. */
  readonly record: TraceRecord
}

/**
 * Sends spans to another system. Errors and rejections of its methods are caught and never reach a
 * request. Nothing waits for a promise that a method returns, except that of `flush`.
 *
 * @example
 * import type { Exporter } from 'hoptrace'
 *
 * export const slowCalls: Exporter = {
 *   onSpanEnd({ type, name, startTime, endTime }) {
 *     if (type === 'call' && endTime - startTime > 1000) process.emitWarning(`${name} is slow`)
 *   },
 * }
 */
export interface Exporter {
  /**
   * Called before a request begins, to give it an id in the other system.
   * @param isSampled whether the option `sampling` samples the trace
   * @returns the trace context to use and to send on, such as a changed copy of `request.traceContext`
   */
  join?(request: ExportedRequest, isSampled: boolean): TraceContext
  /**
   * Called when a span begins. Not called for a step that the caller timed itself; a span that has
   * begun may never end.
   */
  onSpanStart?(span: StartedSpan): void | Promise<void>
  /**
   * Called for a span whose end may never be reported: a hop or call that still runs when its
   * request ends, or an invocation of a durable execution that is suspended. `onSpanEnd` may follow.
   */
  onSpanLeftOpen?(span: StartedSpan): void | Promise<void>
  /** Called when a span has ended. Most spans within it have ended before. */
  onSpanEnd(span: EndedSpan): void | Promise<void>
  /** Called for each line whose level is written. */
  onLog?(log: ExportedLog): void | Promise<void>
  /**
   * Called when a request has ended and its host can wait: on Lambda before the answer, in Next.js after
   * it. The host waits until the promise settles, at most for `flushTimeoutMs`.
   */
  flush?(): Promise<void>
}

/** The rule for the option `exporters`. */
export const EXPORTERS_RULE: Rule<readonly (Exporter | undefined)[]> = {
  expected: 'a list of exporters, such as xray(), each with a function onSpanEnd',
  accepts: (value): value is readonly (Exporter | undefined)[] =>
    Array.isArray(value) &&
    value.every((one) => one === undefined || typeof one?.onSpanEnd === 'function'),
}
