import {
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { guard } from '../core/outcome/guard.ts'
import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import type { Scope } from '../core/trace/context.ts'
import { type StepContextManager, scopeOf } from './context-manager.ts'
import { DeferredSpan } from './deferred-span.ts'
import { liveScope } from './live-scope.ts'
import { ScopeSpan } from './scope-span.ts'
import type { RuledSpan } from './span-rules.ts'
import { isCallKind } from './step-of.ts'
import { StepSpan } from './step-span.ts'

/** The tracer of one instrumentation. */
export class StepTracer implements Tracer {
  readonly #instrumentation: string
  readonly #contexts: StepContextManager
  readonly #isShown: (span: RuledSpan) => boolean

  constructor(
    instrumentation: string,
    contexts: StepContextManager,
    isShown: (span: RuledSpan) => boolean,
  ) {
    this.#instrumentation = instrumentation
    this.#contexts = contexts
    this.#isShown = isShown
  }

  startSpan(name: string, options: SpanOptions = {}, context?: Context): Span {
    const known = context === undefined ? this.#runningScope() : scopeOf(context)
    return guard(() => this.#begin(known, name, options)) ?? new ScopeSpan(known)
  }

  startActiveSpan<Fn extends (span: Span) => ReturnType<Fn>>(
    name: string,
    ...rest: readonly [Fn] | readonly [SpanOptions, Fn] | readonly [SpanOptions, Context, Fn]
  ): ReturnType<Fn> {
    const fn = rest.at(-1) as Fn
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {}
    const context = rest.length > 2 ? (rest[1] as Context) : undefined
    const span = this.startSpan(name, options, context)
    const within = trace.setSpan(context ?? this.#contexts.stored(), span)
    return this.#contexts.with(within, fn as never, undefined, span as never)
  }

  // Without the context's detour: to make a context takes longer than to begin a span.
  #runningScope(): Scope | undefined {
    return liveScope() ?? scopeOf(this.#contexts.stored())
  }

  /** Returns `undefined` for a span that isn't recorded. */
  #begin(known: Scope | undefined, name: string, options: SpanOptions): Span | undefined {
    const nextType = options.attributes?.['next.span_type']
    if (!this.#isShown({ scope: this.#instrumentation, name, nextType })) return undefined
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
