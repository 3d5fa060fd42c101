import type { RequestHost } from '../host.ts'
import type { MetricUnit } from '../metrics/metric-sums.ts'
import { guard } from '../outcome/guard.ts'
import { ticks } from '../platform/clock.ts'
import { newSpanId } from '../platform/ids.ts'
import type { TraceContext } from '../propagation/inbound.ts'
import { type HeadersSource, withoutRefused, withTraceHeaders } from '../propagation/outbound.ts'
import { type SpanContext, traceparentOf } from '../propagation/span-context.ts'
import { attributesOf } from '../record/attributes.ts'
import type { RecordSource } from '../record/record-source.ts'
import { RecordWriter } from '../record/record-writer.ts'
import { joinExporters } from '../record/span-export.ts'
import type { Level, Metadata, RequestFacts } from '../record.ts'
import type { Settings } from '../settings.ts'
import type { Span } from '../span.ts'
import type { Trace } from '../trace.ts'
import { callStep, checkStep, hopStep } from './step.ts'
import { StepTracker } from './step-tracker.ts'
import { tracedFetch } from './traced-fetch.ts'

/** The user's side of a request. Its life is in `RequestTrace`. */
export class UserTrace implements Trace {
  // Private, with getters: own properties would be spread into another package's context.
  readonly #steps: StepTracker
  readonly #writer: RecordWriter
  #fetch: Trace['fetch'] | undefined

  constructor(settings: Settings, received?: TraceContext, host: RequestHost = {}) {
    const isExported = settings.exporters !== undefined && received !== undefined
    const traceContext = isExported ? joinExporters({ settings, host }, received) : received
    this.#writer = new RecordWriter({ settings, traceContext, host })
    const root: Span = {
      id: traceContext === undefined ? '' : (host.spanId ?? newSpanId()),
      parentId: traceContext?.parentId,
      startedAt: host.startedAt ?? ticks(),
      name: '',
      phase: undefined,
      kind: host.kind,
      slot: undefined,
    }
    this.#steps = new StepTracker(this, root, this.#writer)
  }

  /** The hops and calls of the request, for adapters that begin and end them apart. */
  get steps(): StepTracker {
    return this.#steps
  }

  get writer(): RecordWriter {
    return this.#writer
  }

  /** What the records of the request are made from. */
  get source(): RecordSource {
    return this.#writer.source
  }

  /** Whether the ending is written. */
  get ended(): boolean {
    return this.#writer.ended
  }

  get id(): string {
    return this.#writer.source.traceContext?.traceId ?? ''
  }

  /** What is written if a trace is logged. */
  toJSON(): { id: string } {
    return { id: this.id }
  }

  get spanId(): string {
    return this.#steps.running().id
  }

  get traceparent(): string {
    const span = this.spanContext()
    return span === undefined ? '' : traceparentOf(span)
  }

  /** Returns the running span, as other services are told of it; `undefined` for a detached trace. */
  spanContext(): SpanContext | undefined {
    const trace = this.#writer.source.traceContext
    return trace && { trace, spanId: this.spanId, isSampled: this.#writer.tail.isSampled }
  }

  set(facts: RequestFacts): void {
    this.identify(facts)
    guard(() => {
      const attributes = attributesOf(facts)
      if (attributes) this.#writer.setAttributes(this.#steps.root, attributes)
    })
  }

  /** Sets who the request is about and what it does. Other facts, such as those of a session, are left out. */
  identify(facts: RequestFacts): void {
    guard(() => this.#writer.identify(facts))
  }

  metric(name: string, value: number, unit: MetricUnit = 'Count'): void {
    guard(() => this.#writer.addMetric(name, value, unit))
  }

  keep(): void {
    this.#writer.keep()
  }

  hop<T>(name: string, fn: () => T, metadata?: Metadata): T {
    return this.#steps.run(hopStep(name, metadata), fn)
  }

  check<T>(name: string, passed: T | (() => T), metadata?: Metadata): T {
    const steps = this.#steps
    const step = checkStep(name, metadata)
    if (typeof passed === 'function') return steps.run(step, passed as () => T)
    // Nothing runs that would need a scope, for which Node copies its map of stores.
    return steps.finishWith(step, steps.begin(step), passed)
  }

  call<T>(service: string, operation: string, fn: () => T, metadata?: Metadata): T {
    return this.#steps.run(callStep(service, operation, metadata), fn)
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
    return span === undefined ? this.withoutRefused(init) : withTraceHeaders(init, span)
  }

  /** Returns a copy of headers, without those that came from a refused caller. */
  withoutRefused(init: HeadersSource): Headers {
    return withoutRefused(init, this.#writer.source.traceContext)
  }

  // Made when asked for: libraries call it without the trace, and few requests need it.
  get fetch(): Trace['fetch'] {
    this.#fetch ??= (input, init) => tracedFetch(this, input, init)
    return this.#fetch
  }

  set fetch(own: Trace['fetch']) {
    this.#fetch = own
  }

  #log(level: Level, message: string, metadata: Metadata | undefined): void {
    this.#writer.write(this.#steps.running(), level, { message, phase: 'log', metadata })
  }
}
