import { AsyncLocalStorage } from 'node:async_hooks'
import { shared } from '../platform/process-global.ts'
import type { Span } from '../span.ts'
import type { Trace } from '../trace.ts'

/** Where the running code stands: in which request, and in which of its steps. */
export interface Scope {
  readonly trace: Trace & { readonly ended: boolean }
  readonly span: Span
  /** The scope that was entered before, which is the one again when this trace has ended. */
  readonly outer?: Scope | undefined
}

shared.scopes ??= new AsyncLocalStorage()
shared.errors ??= new WeakMap()
const { scopes, errors } = shared

/** The scope of the running code, if it runs inside a request. */
export function currentScope(): Scope | undefined {
  let scope = scopes.getStore()
  while (scope?.trace.ended && scope.outer !== undefined) scope = scope.outer
  return scope ?? shared.host?.()
}

/** Has `find` asked for the scope of code that no adapter runs, but whose request the host knows. */
export function askHost(find: () => Scope | undefined): void {
  shared.host = find
}

/** Keeps in mind which trace has written an error, for those who see it next. */
export function rememberError(error: unknown, trace: Trace): void {
  if (typeof error === 'object' && error !== null) errors.set(error, trace)
}

/** The trace that has written an error. */
export function traceOfError(error: unknown): Trace | undefined {
  return typeof error === 'object' && error !== null ? errors.get(error) : undefined
}

/** Runs `fn` and all that it starts in `scope`. */
export function runIn<T>(scope: Scope, fn: () => T): T {
  return scopes.run(scope, fn)
}

/**
 * Makes `scope` the one of the running code from here on, for hosts with hooks and no wrapper.
 * It holds for the caller only when nothing was awaited before, and stays visible to the
 * caller's next synchronous call.
 */
export function enter(scope: Scope): void {
  const outer = currentScope()
  // A trace that has ended is let go: one invocation after the other would keep them all.
  scopes.enterWith(outer?.trace.ended ? scope : { ...scope, outer })
}
