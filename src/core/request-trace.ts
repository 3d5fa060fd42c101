import { elapsedSince, ticks } from './clock.ts'
import { currentScope, enter, runIn, type Scope } from './context.ts'
import { type FetchCache, type FetchInput, tracedFetch } from './fetch.ts'
import { harmless } from './harmless.ts'
import { newSpanId } from './ids.ts'
import type { Settings } from './options.ts'
import type { Outcome } from './outcome.ts'
import type { Origin } from './propagation/inbound.ts'
import { copyHeaders, type HeadersSource, withTraceHeaders } from './propagation/outbound.ts'
import type { Targets } from './propagation/targets.ts'
import type { Identity, Level, Metadata } from './record.ts'
import { type Host, merged, RecordWriter, type Said } from './record-writer.ts'
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
  readonly #origin: Origin | undefined
  readonly #targets: Targets | undefined
  readonly #fetchCache: FetchCache | undefined
  readonly #root: Span
  #announced: Map<string, Span[]> | undefined

  constructor(settings: Settings, origin?: Origin, host: Host = {}) {
    this.id = origin?.traceId ?? ''
    this.#writer = new RecordWriter(settings, origin, host)
    this.#origin = origin
    this.#targets = settings.propagateTo
    this.#fetchCache = host.fetchCache
    const id = origin === undefined ? '' : (host.spanId ?? newSpanId())
    this.#root = { id, parentId: origin?.parentId, startedAt: ticks() }
  }

  /** Whether the ending is written. */
  get ended(): boolean {
    return this.#writer.ended
  }

  /** Where a request within this one stands. */
  childOrigin(): Origin | undefined {
    return this.#origin && { ...this.#origin, parentId: this.#span().id }
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

  /** Writes the start. */
  start(message: string, metadata?: Metadata): void {
    this.#writer.write(this.#root, 'info', { message, phase: 'start', metadata })
  }

  /** Writes the ending. A request ends once: what is said of it later is a `late` log record. */
  end(message: string, outcome: Outcome, metadata?: Metadata): void {
    if (this.#writer.ended) {
      this.note(message, outcome, metadata)
      return
    }
    const said = { ...saidOf(outcome, metadata), message, duration: this.elapsed() }
    this.#writer.write(this.#root, outcome.level, { ...said, phase: 'complete' })
    this.#writer.ended = true
  }

  /** Writes an outcome that ends nothing. */
  note(message: string, outcome: Outcome, metadata?: Metadata): void {
    const said = { ...saidOf(outcome, metadata), message }
    this.#writer.write(this.#root, outcome.level, { ...said, phase: 'log' })
  }

  /** Milliseconds since the request began, to 0.001. */
  elapsed(): number {
    return elapsedSince(this.#root.startedAt)
  }

  set(identity: Identity): void {
    harmless(() => this.#writer.identify(identity))
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
    if (hopResult === 'start') {
      this.#announce(name, metadata)
      return
    }
    const step = hopStep(name, metadata)
    const span = this.#open(step)
    this.#close(step, span, outcomeOfWord(hopResult), elapsedSince(span.startedAt))
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
    return tracedFetch(this, { targets: this.#targets, cache: this.#fetchCache }, input, init)
  }

  /** Runs `fn` as a step, which it is logged as at its end. */
  step<T>(step: Step, fn: () => T): T {
    const span = this.#open(step)
    const close = (outcome: StepOutcome): void =>
      this.#close(step, span, outcome, elapsedSince(span.startedAt))
    return settle(
      () => runIn({ trace: this, span }, fn),
      (value) => close(step.judgeValue(value)),
      (thrown) => close(step.judgeThrown(thrown)),
    )
  }

  #announce(hopName: string, metadata: Metadata | undefined): void {
    const span = this.#child()
    this.#announced ??= new Map()
    this.#announced.set(hopName, [...(this.#announced.get(hopName) ?? []), span])
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
    return announced ?? this.#child()
  }

  #close(step: Step, span: Span, outcome: StepOutcome, duration: number): void {
    const { message, phase, action, hopName } = outcome.step ?? step
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

function saidOf(
  { result, error, metadata }: Outcome,
  more: Metadata | undefined,
): Pick<Said, 'result' | 'error' | 'metadata'> {
  return { result, error, metadata: merged(metadata, more) }
}
