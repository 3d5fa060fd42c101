import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, type ContextManager, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { runIn, type Scope } from '../core/trace/context.ts'
import { liveScope } from './live-scope.ts'
import { ScopeSpan } from './scope-span.ts'

/** OpenTelemetry's context, which has the running step as its span. */
export class StepContextManager implements ContextManager {
  readonly #contexts = new AsyncLocalStorage<Context>()

  /** Returns the context that was set last. Its span may not be the running step. */
  stored(): Context {
    return this.#contexts.getStore() ?? ROOT_CONTEXT
  }

  active(): Context {
    const context = this.stored()
    const scope = liveScope()
    if (scope === undefined) return context
    const span = trace.getSpan(context)
    // Within a span's context, code may have begun a step of its own.
    const isRunning = span instanceof ScopeSpan && span.scope?.span === scope.span
    if (isRunning) return context
    const { handle } = scope
    return trace.setSpan(context, handle instanceof ScopeSpan ? handle : new ScopeSpan(scope))
  }

  with<Args extends unknown[], Fn extends (...args: Args) => ReturnType<Fn>>(
    context: Context,
    fn: Fn,
    self?: ThisParameterType<Fn>,
    ...args: Args
  ): ReturnType<Fn> {
    const scope = scopeOf(context)
    const run = (): ReturnType<Fn> => fn.apply(self, args)
    return scope === undefined || scope.span === liveScope()?.span
      ? this.#contexts.run(context, run)
      : runIn(scope, () => this.#contexts.run(context, run))
  }

  bind<T>(context: Context, target: T): T {
    if (typeof target !== 'function') return target
    const manager = this
    return function (this: unknown, ...args: unknown[]) {
      return manager.with(context, target as never, this as never, ...(args as never))
    } as T
  }

  enable(): this {
    return this
  }

  disable(): this {
    return this
  }
}

/** Returns the scope that a context's span stands for. */
export function scopeOf(context: Context): Scope | undefined {
  const span = trace.getSpan(context)
  return span instanceof ScopeSpan ? span.scope : undefined
}
