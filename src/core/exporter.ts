import type { Rule } from './option/rules.ts'
import type { TraceContext } from './propagation/inbound.ts'
import type { TraceRecord } from './record.ts'

/** The request that a span belongs to: the same object for each of its spans. */
export interface ExportedRequest {
  readonly service: string
  readonly traceContext: TraceContext
  /** The `X-Amzn-Trace-Id` of the segment that the host itself writes for the request, as Lambda does. */
  readonly hostSegment?: string | undefined
  /** The option `trustSampling`: whether a sampling decision of the caller counts. */
  readonly trustSampling: boolean
}

/** A request, hop or call that begins. */
export interface StartedSpan {
  readonly request: ExportedRequest
  readonly kind: 'request' | 'hop' | 'call'
  /** The hop's name, else the action. */
  readonly name: string
  /** 16 hex digits. */
  readonly spanId: string
  /** The span that contains this one; of a request the caller's. */
  readonly parentId?: string | undefined
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

/**
 * Sends spans to another system. Errors and rejections of its methods are caught and never reach a
 * request. Nothing waits for a promise that a method returns.
 *
 * @example
 * import type { Exporter } from 'hoptrace'
 *
 * export const slowCalls: Exporter = {
 *   onSpanEnd({ kind, name, startTime, endTime }) {
 *     if (kind === 'call' && endTime - startTime > 1000) process.emitWarning(`${name} is slow`)
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
}

/** The rule for the option `exporters`. */
export const EXPORTERS_RULE: Rule<readonly (Exporter | undefined)[]> = {
  expected: 'a list of exporters, such as xray(), each with a function onSpanEnd',
  accepts: (value): value is readonly (Exporter | undefined)[] =>
    Array.isArray(value) &&
    value.every((one) => one === undefined || typeof one?.onSpanEnd === 'function'),
}
