import type { Seated } from '../lib/slot-set.ts'
import { textOf } from '../lib/to-text.ts'
import type { MetricUnit } from '../metrics/metric-sums.ts'
import type { Settings } from '../options.ts'
import { harmless } from '../outcome/guard.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { settle } from '../outcome/settle.ts'
import { elapsedSince, ticks } from '../platform/clock.ts'
import { newSpanId } from '../platform/ids.ts'
import { type Carrier, carrierOf } from '../propagation/carrier.ts'
import type { InboundPolicy, Origin } from '../propagation/inbound.ts'
import { copyHeaders, type HeadersSource, withTraceHeaders } from '../propagation/outbound.ts'
import type { Departure } from '../propagation/span-context.ts'
import { merged } from '../record/metadata.ts'
import type { Host, Said } from '../record/record-line.ts'
import { RecordWriter } from '../record/record-writer.ts'
import { joined } from '../record/span-export.ts'
import type { Identity, Level, Metadata } from '../record.ts'
import type { Span } from '../span.ts'
import type { Trace } from '../trace.ts'
import { Parts } from './child-requests.ts'
import { currentScope, enter, runIn, type Scope } from './context.ts'
import { callStep, checkStep, hopStep, outcomeOfWord, type Step, type StepOutcome } from './step.ts'
import { type OpenStep, StepLog } from './step-tracker.ts'
import { tracedFetch } from './traced-fetch.ts'

/**
 * The engine: one request from its start to its one ending. Adapters begin it, run the
 * host's code in it, and end it; without an origin it is detached, and writes no ids.
 */
export class RequestTrace implements Trace, Seated {
  readonly id: string
  seat: number | undefined
  readonly #writer: RecordWriter
  readonly #settings: Settings
  readonly #host: Host
  readonly #origin: Origin | undefined
  readonly #root: Span
  readonly #steps: StepLog
  #parts: Parts<RequestTrace> | undefined
  #whenEnded: (() => void) | undefined
  #fetch: Trace['fetch'] | undefined

  constructor(settings: Settings, place?: Origin, host: Host = {}) {
    const isExported = settings.exporters !== undefined && place !== undefined
    const origin = isExported ? joined(settings, place, host) : place
    this.id = origin?.traceId ?? ''
    this.#writer = new RecordWriter(settings, origin, host)
    this.#origin = origin
    this.#settings = settings
    this.#host = host
    const id = origin === undefined ? '' : (host.spanId ?? newSpanId())
    this.#steps = new StepLog(this.#writer, (name, phase) => this.#child(name, phase))
    this.#root = {
      id,
      parentId: origin?.parentId,
      startedAt: ticks(),
      name: '',
      phase: undefined,
      seat: undefined,
    }
  }

  /** Whether the ending is written. */
  get ended(): boolean {
    return this.#writer.ended
  }

  /** The request that may answer for it. */
  get outer(): RequestTrace | undefined {
    return this.#host.outer
  }

  /** The requests that are handled as parts of this one. */
  get parts(): Parts<RequestTrace> {
    this.#parts ??= new Parts()
    return this.#parts
  }

  /** What its host says that it is about. */
  get subject(): Metadata | undefined {
    return this.#host.metadata
  }

  /** The hops and calls that go on. */
  openSteps(): readonly OpenStep[] {
    return this.#steps.open()
  }

  /** Has `callback` called once, when the ending is written. */
  whenEnded(callback: () => void): void {
    this.#whenEnded = callback
  }

  /** Where a request within this one stands. */
  childOrigin(): Origin | undefined {
    return this.#origin && { ...this.#origin, parentId: this.#span().id }
  }

  /** Where a request within this one stands below the segment that the host writes; only exporters ask. */
  childSegment(): string | undefined {
    if (this.#settings.exporters === undefined) return undefined
    return this.#host.segment?.replace(/\bParent=\w*/, `Parent=${this.#span().id}`)
  }

  /** A request of its own that is handled within this one, such as a record of a batch. */
  part(placeIn: (policy: InboundPolicy) => Origin, metadata: Metadata): RequestTrace {
    const { requestId, functionName } = this.#host
    const segment = this.childSegment()
    const host = { requestId, functionName, metadata, isPartOfRequest: true, segment }
    const part = new RequestTrace(this.#settings, placeIn(this.#settings), host)
    part.whenEnded(this.parts.add(part))
    return part
  }

  /** Where code stands that is part of this request, and of none of its steps. */
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

  /** Writes the start, and that the trace goes round, when it has passed too many services. */
  start(message: string, metadata?: Metadata): void {
    this.#writer.announce(this.#root, { phase: 'start' })
    this.#writer.write(this.#root, 'info', { message, phase: 'start', metadata })
    const { maxHops = Number.POSITIVE_INFINITY } = this.#host
    const { hops = 0 } = this.#origin ?? {}
    if (hops > maxHops) this.warn('Trace loop', { hops, maxHops })
  }

  /** Tells the exporters that it may end in another process. */
  leaveOpen(): void {
    this.#writer.leaveOpen(this.#root)
  }

  /** Writes the ending. A request ends once: what is said of it later is a `late` log record. */
  end(message: string, outcome: Outcome, metadata?: Metadata): void {
    if (this.#writer.ended) {
      this.note(message, outcome, metadata)
      return
    }
    this.#steps.endLasting()
    const said = saidOf(outcome, { message, phase: 'complete', metadata, duration: this.elapsed() })
    this.#writer.end(this.#root, outcome.level, said)
    if (this.#settings.exporters !== undefined) this.#steps.leaveOpen()
    this.#whenEnded?.()
    // What it holds, such as a timer, may hold the scope of the request before, and so on.
    this.#whenEnded = undefined
  }

  /** Writes an outcome that ends nothing. */
  note(message: string, outcome: Noted, metadata?: Metadata): void {
    this.#writer.write(
      this.#root,
      outcome.level,
      saidOf(outcome, { message, phase: 'log', metadata }),
    )
  }

  /** Milliseconds since the request began, to 0.001. */
  elapsed(): number {
    return elapsedSince(this.#root.startedAt)
  }

  set(identity: Identity): void {
    harmless(() => this.#writer.identify(identity))
  }

  metric(name: string, value: number, unit: MetricUnit = 'Count'): void {
    harmless(() => this.#writer.addMetric(name, value, unit))
  }

  keep(): void {
    this.#writer.keep()
  }

  /**
   * Whether all records are written although the trace isn't sampled, or will be when it is answered
   * with this status: callers are told so.
   */
  isKeptUnsampled(status: number): boolean {
    return this.#writer.isKeptUnsampled || (!this.#writer.sampled && status >= 400)
  }

  hop<T>(name: string, fn: () => T, metadata?: Metadata): T {
    return this.step(hopStep(name, metadata), fn)
  }

  check<T>(name: string, passed: T | (() => T), metadata?: Metadata): T {
    const fn = typeof passed === 'function' ? (passed as () => T) : (): T => passed
    return this.step(checkStep(name, metadata), fn)
  }

  call<T>(service: string, operation: string, fn: () => T, metadata?: Metadata): T {
    return this.step(callStep(service, operation, metadata), fn)
  }

  /** Writes a hop that the caller ran itself; `start` announces one whose end follows. */
  logHop(name: string, hopResult: string, metadata?: Metadata): void {
    if (hopResult === 'start') this.#steps.announce(textOf(name), metadata)
    else this.#steps.log(hopStep(name, metadata), outcomeOfWord(textOf(hopResult)))
  }

  /** Begins a step whose end is told later, to `finish`. */
  begin(step: Step): Span {
    return this.#steps.begin(step)
  }

  /** Runs `fn`, and all that it starts, as part of a step that was begun. */
  within<T>(span: Span, fn: () => T): T {
    return runIn({ trace: this, span }, fn)
  }

  /** Writes how a step that was begun ended; one without an outcome was none after all. */
  finish(step: Step, span: Span, outcome: StepOutcome | undefined): void {
    this.#steps.finish(step, span, outcome)
  }

  /** Has `callback` called before the ending is written, should the step still go on then. */
  beforeEnding(span: Span, callback: () => void): void {
    this.#steps.beforeEnding(span, callback)
  }

  /** What carries the trace on from the running step in a message or a payload, by name. */
  carrier(): Carrier | undefined {
    return this.#origin && carrierOf(this.#origin, this.#departure())
  }

  /** Writes a call that the caller timed itself. */
  logCall(step: Step, outcome: StepOutcome, duration: number): void {
    this.#steps.log(step, outcome, duration)
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
    if (this.#origin === undefined) return copyHeaders(init)
    return withTraceHeaders(init, this.#origin, this.#departure())
  }

  // Libraries take a `fetch` and call it by itself; few requests need one.
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

  /** Runs `fn` as a step, which it is logged as at its end. */
  step<T>(step: Step, fn: () => T): T {
    const span = this.begin(step)
    // A lazy thenable, such as a query, begins its work when it is settled.
    return this.within(span, () =>
      settle(
        fn,
        (value) => this.finish(step, span, step.judgeValue(value)),
        (thrown) => this.finish(step, span, step.judgeThrown(thrown)),
      ),
    )
  }

  #child(name: string, phase: Step['phase']): Span {
    const isKnown = this.#origin !== undefined
    const parentId = isKnown ? this.#span().id : undefined
    const id = isKnown ? newSpanId() : ''
    return { id, parentId, startedAt: ticks(), name, phase, seat: undefined }
  }

  #departure(): Departure {
    return { spanId: this.#span().id, isSampled: this.#writer.sampled }
  }

  #span(): Span {
    const scope = currentScope()
    return scope?.trace === this ? scope.span : this.#root
  }

  #log(level: Level, message: string, metadata: Metadata | undefined): void {
    this.#writer.write(this.#span(), level, { message, phase: 'log', metadata })
  }
}

/** An outcome that may leave open how something ended. */
type Noted = Partial<Outcome> & Pick<Outcome, 'level'>

function saidOf({ result, error, Timeouts, metadata }: Noted, said: Said): Said {
  return { ...said, result, error, Timeouts, metadata: merged(metadata, said.metadata) }
}
