import { type Context, type Span, type SpanOptions, type Tracer, trace } from '@opentelemetry/api'
import { guard } from '../core/outcome/guard.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { runIn, type Scope } from '../core/trace/context.ts'
import { type StepContextManager, scopeOf } from './context-manager.ts'
import { DeferredSpan } from './deferred-span.ts'
import { liveScope } from './live-scope.ts'
import { ScopeSpan } from './scope-span.ts'
import type { SpanFilter } from './span-rules.ts'
import { isCallKind } from './step-of.ts'
import { StepSpan } from './step-span.ts'

/** The tracer of one instrumentation. */
export class StepTracer implements Tracer {
  readonly #instrumentation: string
  readonly #contexts: StepContextManager
  readonly #isShown: SpanFilter

  constructor(instrumentation: string, contexts: StepContextManager, isShown: SpanFilter) {
    this.#instrumentation = instrumentation
    this.#contexts = contexts
    this.#isShown = isShown
  }

  startSpan(name: string, options: SpanOptions = {}, context?: Context): Span {
    return this.#start(name, options, context)
  }

  startActiveSpan<Fn extends (span: Span) => ReturnType<Fn>>(
    name: string,
    ...rest: readonly [Fn] | readonly [SpanOptions, Fn] | readonly [SpanOptions, Context, Fn]
  ): ReturnType<Fn> {
    const [first, second, third] = rest
    const fn = (third ?? second ?? first) as Fn
    const options = fn === first ? {} : (first as SpanOptions)
    const given = third === undefined ? undefined : (second as Context | undefined)
    const span = this.#start(name, options, given)
    // The scope says which span is active, and the stored context has the values.
    if (!given && span instanceof StepSpan) return runIn(span.scope, fn, span)
    const context = trace.setSpan(given ?? this.#contexts.stored(), span)
    return this.#contexts.with(context, fn as never, undefined, span as never)
  }

  #start(name: string, options: SpanOptions, context: Context | undefined): ScopeSpan {
    // Plain JavaScript may pass `null`.
    const known = context ? scopeOf(context) : this.#runningScope()
    return guard(() => this.#begin(known, name, options)) ?? new ScopeSpan(known)
  }

  // Without the context's detour: to make a context takes longer than to begin a span.
  #runningScope(): Scope | undefined {
    return liveScope() ?? scopeOf(this.#contexts.stored())
  }

  /** Returns `undefined` for a span that isn't recorded. */
  #begin(known: Scope | undefined, name: string, options: SpanOptions): ScopeSpan | undefined {
    const nextType = options.attributes?.['next.span_type']
    if (!this.#isShown(this.#instrumentation, name, nextType)) return undefined
    const scope = known ?? liveScope()
    if (scope === undefined) return new DeferredSpan(this.#instrumentation, name, options)
    const requestTrace = asRequestTrace(scope.trace)
    // A call within a call is a part of it, which its own record tells of.
    const isPart = isCallKind(options.kind) && scope.span.phase === 'call'
    if (isPart || !requestTrace.takesCalls) return undefined
    const parent = options.root ? requestTrace.scope() : scope
    return new StepSpan(parent, this.#instrumentation, name, options)
  }
}
