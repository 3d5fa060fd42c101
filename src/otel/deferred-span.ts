import type { SpanOptions, TimeInput } from '@opentelemetry/api'
import { epochOrigin, ticks } from '../core/platform/clock.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { liveScope } from './live-scope.ts'
import { OpenSpan } from './open-span.ts'
import { StepSpan } from './step-span.ts'

/**
 * A span that begins before its request is known, as the rendering of a page does. It is recorded if the
 * request is known at its end, as a step of the request itself. Events are left out.
 */
export class DeferredSpan extends OpenSpan {
  readonly #instrumentation: string
  readonly #options: SpanOptions
  readonly #startedAt = ticks()

  constructor(instrumentation: string, name: string, options: SpanOptions) {
    super(undefined, name, { ...options.attributes })
    this.#instrumentation = instrumentation
    this.#options = options
  }

  protected override write(endTime: TimeInput | undefined): void {
    const scope = liveScope()
    if (scope === undefined || !asRequestTrace(scope.trace).takesCalls) return
    const startTime = this.#options.startTime ?? epochOrigin() + this.#startedAt
    const options = { ...this.#options, startTime, attributes: this.attributes }
    const parent = asRequestTrace(scope.trace).scope()
    const span = new StepSpan(parent, this.#instrumentation, this.name, options)
    if (this.status !== undefined) span.setStatus(this.status)
    span.end(endTime)
  }
}
