import { elapsedSince, ticks } from './clock.ts'
import { currentScope, enter, runIn } from './context.ts'
import { type FetchInput, tracedFetch } from './fetch.ts'
import { harmless } from './harmless.ts'
import { newSpanId } from './ids.ts'
import type { Settings } from './options.ts'
import type { Outcome } from './outcome.ts'
import { type Carrier, carrierOf } from './propagation/carrier.ts'
import type { InboundPolicy, Origin } from './propagation/inbound.ts'
import { copyHeaders, type HeadersSource, withTraceHeaders } from './propagation/outbound.ts'
import type { Identity, Level, Metadata } from './record.ts'
import { type Host, merged, RecordWriter } from './record-writer.ts'
import { settle } from './settle.ts'
import type { Span } from './span.ts'
import { callStep, checkStep, hopStep, outcomeOfWord, type Step, type StepOutcome } from './step.ts'
import type { Trace } from './trace.ts'

/**
 * The engine: one request from its start to its one ending. Adapters begin it, run the
 * host's code in it, and end it; without an origin it is detached, and writes no ids.
 */
export class RequestTrace implements Trace {
  readonly id: string
  readonly #writer: RecordWriter
  readonly #settings: Settings
  readonly #host: Host
  readonly #origin: Origin | undefined
  readonly #root: Span
  readonly #running = new Map<Span, string>()
  #announced: Map<string, Span[]> | undefined
  #lasting: Map<Span, () => void> | undefined
  #whenEnded: (() => void) | undefined

  constructor(settings: Settings, origin?: Origin, host: Host = {}) {
    this.id = origin?.traceId ?? ''
    this.#writer = new RecordWriter(settings, origin, host)
    this.#origin = origin
    this.#settings = settings
    this.#host = host
    const id = origin === undefined ? '' : (host.spanId ?? newSpanId())
    this.#root = { id, parentId: origin?.parentId, startedAt: ticks() }
  }

  /** Whether the ending is written. */
  get ended(): boolean {
    return this.#writer.ended
  }

  /** The hops and calls that go on, with their ages in milliseconds, to 0.001. */
  openSteps(): readonly { readonly name: string; readonly age: number }[] {
    return Array.from(this.#running, ([span, name]) => ({
      name,
      age: elapsedSince(span.startedAt),
    }))
  }

  /** Has `callback` called once, when the ending is written. */
  whenEnded(callback: () => void): void {
    this.#whenEnded = callback
  }

  /** Where a request within this one stands. */
  childOrigin(): Origin | undefined {
    return this.#origin && { ...this.#origin, parentId: this.#span().id }
  }

  /** A request of its own that is handled within this one, such as a record of a batch. */
  sibling(placeIn: (policy: InboundPolicy) => Origin, metadata: Metadata): RequestTrace {
    const { requestId, functionName } = this.#host
    const host = { requestId, functionName, metadata }
    return new RequestTrace(this.#settings, placeIn(this.#settings), host)
  }

  /** Runs `fn`, and all that it starts, as part of this request. */
  run<T>(fn: () => T): T {
    return runIn({ trace: this, span: this.#root }, fn)
  }

  /** Makes the running code part of this request from here on; see {@link enter}. */
  enter(): void {
    enter({ trace: this, span: this.#root })
  }

  /** Writes the start, and that the trace goes round, when it has passed too many services. */
  start(message: string, metadata?: Metadata): void {
    this.#writer.write(this.#root, 'info', { message, phase: 'start', metadata })
    const { maxHops = Number.POSITIVE_INFINITY } = this.#host
    const { hops = 0 } = this.#origin ?? {}
    if (hops > maxHops) this.warn('Trace loop', { hops, maxHops })
  }

  /** Writes the ending. A request ends once: what is said of it later is a `late` log record. */
  end(message: string, outcome: Outcome, metadata?: Metadata): void {
    const { level, result, error, Timeouts } = outcome
    const said = { message, result, error, Timeouts, metadata: merged(outcome.metadata, metadata) }
    if (this.#writer.ended) {
      this.#writer.write(this.#root, level, { ...said, phase: 'log' })
      return
    }
    for (const callback of this.#lasting?.values() ?? []) harmless(callback)
    const duration = elapsedSince(this.#root.startedAt)
    this.#writer.write(this.#root, level, { ...said, phase: 'complete', duration })
    this.#writer.ended = true
    this.#whenEnded?.()
    // What it holds, such as a timer, may hold the scope of the request before, and so on.
    this.#whenEnded = undefined
  }

  set(identity: Identity): void {
    harmless(() => this.#writer.identify(identity))
  }

  hop<T>(name: string, fn: () => T, metadata?: Metadata): T {
    return this.#run(hopStep(name, metadata), fn)
  }

  check<T>(name: string, passed: T | (() => T), metadata?: Metadata): T {
    const fn = typeof passed === 'function' ? (passed as () => T) : (): T => passed
    return this.#run(checkStep(name, metadata), fn)
  }

  call<T>(service: string, operation: string, fn: () => T, metadata?: Metadata): T {
    return this.#run(callStep(service, operation, metadata), fn)
  }

  /** Writes a hop that the caller ran itself; `start` announces one whose end follows. */
  logHop(name: string, hopResult: string, metadata?: Metadata): void {
    if (hopResult === 'start') {
      this.#announce(name, metadata)
      return
    }
    const step = hopStep(name, metadata)
    const span = this.#open(step)
    this.#close(step, span, outcomeOfWord(hopResult), elapsedSince(span.startedAt))
  }

  /** Begins a step whose end is told later, to `finish`. */
  begin(step: Step): Span {
    const span = this.#open(step)
    this.#running.set(span, step.action ?? step.hopName ?? '')
    return span
  }

  /** Runs `fn`, and all that it starts, as part of a step that was begun. */
  within<T>(span: Span, fn: () => T): T {
    return runIn({ trace: this, span }, fn)
  }

  /** Writes how a step that was begun ended; one without an outcome was none after all. */
  finish(step: Step, span: Span, outcome: StepOutcome | undefined): void {
    this.#running.delete(span)
    this.#lasting?.delete(span)
    if (outcome !== undefined) this.#close(step, span, outcome, elapsedSince(span.startedAt))
  }

  /** Has `callback` called before the ending is written, should the step still go on then. */
  beforeEnding(span: Span, callback: () => void): void {
    this.#lasting ??= new Map()
    this.#lasting.set(span, callback)
  }

  /** What carries the trace on from the running step in a message or a payload, by name. */
  carrier(): Carrier | undefined {
    return this.#origin && carrierOf(this.#origin, this.#span().id)
  }

  /** Writes a call that the caller timed itself. */
  logCall(step: Step, outcome: StepOutcome, duration: number): void {
    this.#close(step, this.#open(step), outcome, duration)
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
    return withTraceHeaders(init, this.#origin, this.#span().id)
  }

  fetch(input: FetchInput, init?: RequestInit): Promise<Response> {
    return tracedFetch(this, this.#settings.propagateTo, input, init)
  }

  #run<T>(step: Step, fn: () => T): T {
    const span = this.begin(step)
    return settle(
      () => this.within(span, fn),
      (value) => this.finish(step, span, step.judgeValue(value)),
      (thrown) => this.finish(step, span, step.judgeThrown(thrown)),
    )
  }

  #announce(hopName: string, metadata: Metadata | undefined): void {
    const span = this.#child()
    this.#announced ??= new Map()
    this.#announced.set(hopName, [...(this.#announced.get(hopName) ?? []), span])
    this.#running.set(span, hopName)
    const message = `Hop - ${hopName}`
    this.#writer.write(span, 'info', {
      message,
      phase: 'hop',
      hopName,
      hopResult: 'start',
      metadata,
    })
  }

  #open({ hopName }: Step): Span {
    const announced = hopName === undefined ? undefined : this.#announced?.get(hopName)?.shift()
    if (announced === undefined) return this.#child()
    this.#running.delete(announced)
    return announced
  }

  #close(step: Step, span: Span, outcome: StepOutcome, duration: number): void {
    const { message, phase, action, hopName } = step
    const { level, result, hopResult, error } = outcome
    const metadata = merged(step.metadata, outcome.metadata)
    const said = { message, phase, action, hopName, hopResult, duration, result, metadata, error }
    this.#writer.write(span, level, said)
  }

  #child(): Span {
    if (this.#origin === undefined) return { id: '', startedAt: ticks() }
    return { id: newSpanId(), parentId: this.#span().id, startedAt: ticks() }
  }

  #span(): Span {
    const scope = currentScope()
    return scope?.trace === this ? scope.span : this.#root
  }

  #log(level: Level, message: string, metadata: Metadata | undefined): void {
    this.#writer.write(this.#span(), level, { message, phase: 'log', metadata })
  }
}
