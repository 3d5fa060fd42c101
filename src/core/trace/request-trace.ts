import type { RequestHost } from '../host.ts'
import type { Slotted } from '../lib/slot-set.ts'
import { toText } from '../lib/to-text.ts'
import type { MetricUnit } from '../metrics/metric-sums.ts'
import { guard } from '../outcome/guard.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { elapsedSince, ticks } from '../platform/clock.ts'
import { newSpanId } from '../platform/ids.ts'
import type { InboundPolicy, TraceContext } from '../propagation/inbound.ts'
import { copyHeaders, type HeadersSource, withTraceHeaders } from '../propagation/outbound.ts'
import { type SpanContext, traceparentOf } from '../propagation/span-context.ts'
import type { RecordDraft } from '../record/draft.ts'
import { merged } from '../record/metadata.ts'
import { RecordWriter } from '../record/record-writer.ts'
import { joinExporters } from '../record/span-export.ts'
import type { Identity, Level, Metadata } from '../record.ts'
import type { Settings } from '../settings.ts'
import type { Span } from '../span.ts'
import type { Trace } from '../trace.ts'
import { ChildRequests } from './child-requests.ts'
import { enter, runIn, runningSpan, type Scope } from './context.ts'
import { callStep, checkStep, hopStep, outcomeOfWord } from './step.ts'
import { StepTracker } from './step-tracker.ts'
import { tracedFetch } from './traced-fetch.ts'

/**
 * The engine: one request from its start to its one ending. Adapters create it, run the host's code
 * in it, and end it. Without a trace context it is detached: it still runs what it is given, and
 * writes records without ids.
 */
export class RequestTrace implements Trace, Slotted {
  readonly id: string
  /** The hops and calls of the request, for adapters that begin and end them apart. */
  readonly steps: StepTracker
  slot: number | undefined
  readonly #writer: RecordWriter
  readonly #settings: Settings
  readonly #host: RequestHost
  readonly #traceContext: TraceContext | undefined
  readonly #root: Span
  #children: ChildRequests<RequestTrace> | undefined
  #onEnd: (() => void) | undefined
  #fetch: Trace['fetch'] | undefined

  constructor(settings: Settings, received?: TraceContext, host: RequestHost = {}) {
    const isExported = settings.exporters !== undefined && received !== undefined
    const traceContext = isExported ? joinExporters(settings, received, host) : received
    this.id = traceContext?.traceId ?? ''
    this.#writer = new RecordWriter(settings, traceContext, host)
    this.#traceContext = traceContext
    this.#settings = settings
    this.#host = host
    this.#root = {
      id: traceContext === undefined ? '' : (host.spanId ?? newSpanId()),
      parentId: traceContext?.parentId,
      startedAt: ticks(),
      name: '',
      phase: undefined,
      slot: undefined,
    }
    this.steps = new StepTracker(this, this.#root, this.#writer)
  }

  /** Whether the ending is written. */
  get ended(): boolean {
    return this.#writer.ended
  }

  /** The request that this one is handled within, and that may answer for it. */
  get outer(): Trace | undefined {
    return this.#host.outer
  }

  /** The requests that are handled as parts of this one. */
  get children(): ChildRequests<RequestTrace> {
    this.#children ??= new ChildRequests()
    return this.#children
  }

  /** What the host's start and ending say about the request. */
  get hostMetadata(): Metadata | undefined {
    return this.#host.metadata
  }

  get spanId(): string {
    return runningSpan(this, this.#root).id
  }

  get traceparent(): string {
    const span = this.spanContext()
    return span === undefined ? '' : traceparentOf(span)
  }

  /** Returns the running span, as other services are told of it; `undefined` for a detached trace. */
  spanContext(): SpanContext | undefined {
    const trace = this.#traceContext
    return trace && { trace, spanId: this.spanId, isSampled: this.#writer.tail.isSampled }
  }

  /**
   * Returns the host's `X-Amzn-Trace-Id` with the running span as its parent; `undefined` if there
   * are no exporters, which alone need it.
   */
  childSegment(): string | undefined {
    if (this.#settings.exporters === undefined) return undefined
    return this.#host.segment?.replace(/\bParent=\w*/, `Parent=${this.spanId}`)
  }

  /** Creates a request that is handled as a part of this one, such as a record of a batch. */
  createChild(
    readContext: (policy: InboundPolicy) => TraceContext,
    metadata: Metadata,
  ): RequestTrace {
    const { requestId, functionName } = this.#host
    const host = { requestId, functionName, metadata, isChild: true, segment: this.childSegment() }
    const child = new RequestTrace(this.#settings, readContext(this.#settings), host)
    child.onEnd(this.children.add(child))
    return child
  }

  /** Returns the scope of code that belongs to this request and to none of its steps. */
  scope(): Scope {
    return { trace: this, span: this.#root }
  }

  /** Runs `fn`, and all that it starts, as part of this request. */
  run<T>(fn: () => T): T {
    return runIn(this.scope(), fn)
  }

  /** Makes the running code part of this request from here on; see {@link enter}. */
  enter(): void {
    enter(this.scope())
  }

  /** Writes the start, and a warning if the trace has passed too many services. */
  start(message: string, metadata?: Metadata): void {
    this.#writer.spanStarted(this.#root, { phase: 'start' })
    this.#writer.write(this.#root, 'info', { message, phase: 'start', metadata })
    const { maxServices = Number.POSITIVE_INFINITY } = this.#host
    const { depth = 0 } = this.#traceContext ?? {}
    if (depth > maxServices) this.warn('Trace loop', { services: depth, maxServices })
  }

  /** Writes the ending. A request ends once: a second ending is a `late` log record. */
  end(message: string, outcome: Outcome, metadata?: Metadata): void {
    if (this.#writer.ended) {
      this.logOutcome(message, outcome, metadata)
      return
    }
    this.steps.notifyBeforeEnd()
    const draft = { message, phase: 'complete', metadata, duration: this.elapsed() } as const
    this.#writer.end(this.#root, outcome.level, draftOf(outcome, draft))
    if (this.#settings.exporters !== undefined) this.steps.spansLeftOpen()
    this.#onEnd?.()
    // Released: what it holds, such as a timer, may hold the scope of the request before, and so on.
    this.#onEnd = undefined
  }

  /** Calls `listener` once the ending is written. A request has one listener. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener
  }

  /** Tells the exporters that the request's end may never be reported in this process. */
  spanLeftOpen(): void {
    this.#writer.spanLeftOpen(this.#root)
  }

  /** Writes an outcome without ending the request. */
  logOutcome(message: string, outcome: PartialOutcome, metadata?: Metadata): void {
    const draft = draftOf(outcome, { message, phase: 'log', metadata })
    this.#writer.write(this.#root, outcome.level, draft)
  }

  /** Returns the milliseconds since the request began, to 0.001. */
  elapsed(): number {
    return elapsedSince(this.#root.startedAt)
  }

  /**
   * Whether all records are written although the trace isn't sampled, or will be if the request is
   * answered with this status. Callers are told so.
   */
  isKeptUnsampled(status: number): boolean {
    const { isSampled, isReleased } = this.#writer.tail
    return !isSampled && (isReleased || status >= 400)
  }

  set(identity: Identity): void {
    guard(() => this.#writer.identify(identity))
  }

  metric(name: string, value: number, unit: MetricUnit = 'Count'): void {
    guard(() => this.#writer.addMetric(name, value, unit))
  }

  keep(): void {
    this.#writer.keep()
  }

  hop<T>(name: string, fn: () => T, metadata?: Metadata): T {
    return this.steps.run(hopStep(name, metadata), fn)
  }

  check<T>(name: string, passed: T | (() => T), metadata?: Metadata): T {
    const fn = typeof passed === 'function' ? (passed as () => T) : (): T => passed
    return this.steps.run(checkStep(name, metadata), fn)
  }

  call<T>(service: string, operation: string, fn: () => T, metadata?: Metadata): T {
    return this.steps.run(callStep(service, operation, metadata), fn)
  }

  /** Writes a hop that the caller ran itself. `start` announces one whose end follows. */
  logHop(name: string, hopResult: string, metadata?: Metadata): void {
    if (hopResult === 'start') this.steps.logStart(toText(name), metadata)
    else this.steps.log(hopStep(name, metadata), outcomeOfWord(toText(hopResult)))
  }

  debug(message: string, metadata?: Metadata): void {
    this.#log('debug', message, metadata)
  }

  info(message: string, metadata?: Metadata): void {
    this.#log('info', message, metadata)
  }

  warn(message: string, metadata?: Metadata): void {
    this.#log('warn', message, metadata)
  }

  error(message: string, metadata?: Metadata): void {
    this.#log('error', message, metadata)
  }

  headers(init?: HeadersSource): Headers {
    const span = this.spanContext()
    return span === undefined ? copyHeaders(init) : withTraceHeaders(init, span)
  }

  // Made when asked for: libraries call it without the trace, and few requests need it.
  get fetch(): Trace['fetch'] {
    this.#fetch ??= (input, init) => {
      const { propagateTo: targets } = this.#settings
      return tracedFetch(this, { targets, cache: this.#host.fetchCache }, input, init)
    }
    return this.#fetch
  }

  set fetch(own: Trace['fetch']) {
    this.#fetch = own
  }

  #log(level: Level, message: string, metadata: Metadata | undefined): void {
    this.#writer.write(runningSpan(this, this.#root), level, { message, phase: 'log', metadata })
  }
}

/** An outcome that may leave open how something ended. */
type PartialOutcome = Partial<Outcome> & Pick<Outcome, 'level'>

function draftOf(
  { result, error, Timeouts, metadata }: PartialOutcome,
  draft: RecordDraft,
): RecordDraft {
  return { ...draft, result, error, Timeouts, metadata: merged(metadata, draft.metadata) }
}
