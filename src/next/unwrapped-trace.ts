import { httpAction } from '../core/lib/http-action.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import type { Outcome } from '../core/outcome/outcome.ts'
import type { HeadersSource } from '../core/propagation/outbound.ts'
import { merged } from '../core/record/metadata.ts'
import type { Metadata } from '../core/record.ts'
import type { Settings } from '../core/settings.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { readContext, requestHost } from './begin.ts'
import { serverRequest } from './server-request.ts'

/** The trace of a request that no wrapper runs: it has no start, and an ending only if it failed. */
export class UnwrappedTrace extends RequestTrace {
  #isStarted = false
  readonly #response = serverRequest()?.response

  /** @param action what the request does, if the options don't say it */
  constructor(settings: Settings, headers: unknown, action: string | undefined) {
    const startedAt = serverRequest()?.startedAt
    const host = requestHost(settings)
    super(settings, readContext(settings, headers, host), { ...host, action, startedAt })
  }

  // It has no ending: what still runs once the page is sent, such as a timer, makes no calls.
  override get takesCalls(): boolean {
    return super.takesCalls && !this.#response?.writableFinished
  }

  /** Tells the exporters of the request, whose steps will name it as their parent. */
  openSpan(): void {
    this.#startSpan()
    this.leaveOpen()
  }

  /** Writes that the request failed, without an ending. To the exporters, it ends with that. */
  fail(message: string, { level, result, error, ...outcome }: Outcome, given: Metadata): void {
    this.#startSpan()
    const metadata = merged(outcome.metadata, given)
    const draft = { message, phase: 'log', result, error, metadata, isSpanEnd: true } as const
    this.writer.write(this.steps.root, level, draft)
  }

  /**
   * React sends equal requests of a page once, and compares their headers too, but for `traceparent`. Only
   * beside a tracer that may replace that is `x-trace-parent` sent: the page's span, which all calls share.
   */
  override headers(init?: HeadersSource): Headers {
    const headers = super.headers(init)
    if (headers.get('x-trace-parent') !== this.spanId) return headers
    headers.delete('x-trace-parent')
    if (hasPropagator()) headers.set('x-trace-parent', this.steps.root.id)
    return headers
  }

  override end(message: string, outcome: Outcome, given: Metadata): void {
    this.#startSpan()
    if (!this.hasOwnAction) this.writer.lines.setAction(httpAction(given))
    super.end(message, outcome, given)
  }

  #startSpan(): void {
    if (!this.#isStarted) this.writer.spans?.started(this.steps.root, { phase: 'start' })
    this.#isStarted = true
  }
}

/** Whether a propagator is registered with OpenTelemetry's API. */
function hasPropagator(): boolean {
  const registered = safeGet(globalThis, Symbol.for('opentelemetry.js.api.1'))
  return safeGet(registered, 'propagation') !== undefined
}
