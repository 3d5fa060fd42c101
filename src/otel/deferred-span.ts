import type { Attributes, SpanOptions, SpanStatus, TimeInput } from '@opentelemetry/api'
import { guard } from '../core/outcome/guard.ts'
import { epochOrigin, ticks } from '../core/platform/clock.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { liveScope } from './live-scope.ts'
import { ScopeSpan } from './scope-span.ts'
import { StepSpan } from './step-span.ts'

/**
 * A span that begins before its request is known, as the rendering of a page does. It is recorded if the
 * request is known at its end, as a step of the request itself. Events are left out.
 */
export class DeferredSpan extends ScopeSpan {
  readonly #instrumentation: string
  readonly #options: SpanOptions
  readonly #startedAt = ticks()
  readonly #attributes: Attributes = {}
  #name: string
  #status: SpanStatus = { code: 0 }
  #isOver = false

  constructor(instrumentation: string, name: string, options: SpanOptions) {
    super(undefined)
    this.#instrumentation = instrumentation
    this.#options = options
    this.#name = name
    Object.assign(this.#attributes, options.attributes)
  }

  override isRecording(): boolean {
    return !this.#isOver
  }

  override setAttribute(name: string, value: never): this {
    this.#attributes[name] = value
    return this
  }

  override setAttributes(attributes: Attributes): this {
    Object.assign(this.#attributes, attributes)
    return this
  }

  override setStatus(status: SpanStatus): this {
    this.#status = status
    return this
  }

  override updateName(name: string): this {
    this.#name = name
    return this
  }

  override end(endTime?: TimeInput): void {
    if (this.#isOver) return
    this.#isOver = true
    guard(() => this.#write(endTime))
  }

  #write(endTime: TimeInput | undefined): void {
    const scope = liveScope()
    if (scope === undefined || !asRequestTrace(scope.trace).takesCalls) return
    const startTime = this.#options.startTime ?? epochOrigin() + this.#startedAt
    const options = { ...this.#options, startTime, attributes: this.#attributes }
    const parent = asRequestTrace(scope.trace).scope()
    const span = new StepSpan(parent, this.#instrumentation, this.#name, options)
    span.setStatus(this.#status).end(endTime)
  }
}
