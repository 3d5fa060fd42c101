import type { Rule } from './option/read-option.ts'
import type { Origin } from './propagation/inbound.ts'
import type { TraceRecord } from './record.ts'

/** What exporters are told of a request: the same object with each of its spans. */
export interface ExportedRequest {
  readonly service: string
  readonly origin: Origin
  /** The `X-Amzn-Trace-Id` of the segment that the host itself writes of the request, as Lambda does. */
  readonly hostSegment?: string | undefined
}

/** A request, hop or call that begins. */
export interface StartedSpan {
  readonly request: ExportedRequest
  readonly kind: 'request' | 'hop' | 'call'
  /** The hop's name, else the action. */
  readonly name: string
  /** 16 hex. */
  readonly spanId: string
  /** The span that contains it; of a request the caller's. */
  readonly parentId?: string | undefined
  /** Milliseconds since the epoch, to 0.001. */
  readonly startTime: number
}

/** A request, hop or call that has ended. */
export interface EndedSpan extends StartedSpan {
  /** Milliseconds since the epoch, to 0.001. */
  readonly endTime: number
  /** Whether the trace is sampled by the option `sampling`. */
  readonly isSampled: boolean
  /** What its record says, in the same words and as redacted, also when no record is written. */
  readonly record: TraceRecord
}

/**
 * Passes spans on to another system. Whatever an exporter throws, or rejects with, harms no request;
 * nothing waits for it.
 */
export interface Exporter {
  /** Where a new request stands for the other system too, to be sent on to the next service. */
  join?(request: ExportedRequest, isSampled: boolean): Origin
  /** A span begins. One that the caller timed itself is told only to `spanEnded`; one may also never end. */
  spanStarted?(span: StartedSpan): void | Promise<void>
  /**
   * A span goes on where nothing may tell of its end: a hop or call whose request has ended, or one
   * invocation of a durable execution. `spanEnded` may still follow.
   */
  spanLeftOpen?(span: StartedSpan): void | Promise<void>
  /** A span has ended. Those within it mostly have before. */
  spanEnded(span: EndedSpan): void | Promise<void>
}

/** The rule for the option `exporters`. */
export const EXPORTERS: Rule<readonly (Exporter | undefined)[]> = {
  words: 'a list of exporters, such as xray()',
  accepts: (value): value is readonly (Exporter | undefined)[] =>
    Array.isArray(value) &&
    value.every((one) => one === undefined || typeof one?.spanEnded === 'function'),
}
