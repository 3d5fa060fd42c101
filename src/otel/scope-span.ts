import type {
  Attributes,
  Exception,
  Span,
  SpanContext,
  SpanStatus,
  TimeInput,
} from '@opentelemetry/api'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import type { Scope } from '../core/trace/context.ts'

const NO_CONTEXT: SpanContext = {
  traceId: '0'.repeat(32),
  spanId: '0'.repeat(16),
  traceFlags: 0,
}

/**
 * A span that isn't recorded. It stands for the running step, which its children are below. Without a
 * scope it stands for none.
 */
export class ScopeSpan implements Span {
  readonly scope: Scope | undefined

  constructor(scope: Scope | undefined) {
    this.scope = scope
  }

  spanContext(): SpanContext {
    const { scope } = this
    const span = scope && asRequestTrace(scope.trace).spanContext()
    if (!scope || !span) return NO_CONTEXT
    const { trace, isSampled } = span
    return { traceId: trace.w3cTraceId, spanId: scope.span.id, traceFlags: isSampled ? 1 : 0 }
  }

  isRecording(): boolean {
    return false
  }

  setAttribute(_name: string, _value: unknown): this {
    return this
  }

  setAttributes(_attributes: Attributes): this {
    return this
  }

  addEvent(_name: string, _attributesOrTime?: Attributes | TimeInput): this {
    return this
  }

  addLink(): this {
    return this
  }

  addLinks(): this {
    return this
  }

  setStatus(_status: SpanStatus): this {
    return this
  }

  updateName(_name: string): this {
    return this
  }

  recordException(_exception: Exception): void {}

  end(_endTime?: TimeInput): void {}
}
