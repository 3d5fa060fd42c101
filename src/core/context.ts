import { AsyncLocalStorage } from 'node:async_hooks'
import { shared } from './shared.ts'
import type { Span } from './span.ts'
import type { Trace } from './trace.ts'

/** Where the running code stands: in which request, and in which of its steps. */
export interface Scope {
  readonly trace: Trace & { readonly ended: boolean }
  readonly span: Span
  /** The scope that was entered before, which is the one again when this trace has ended. */
  readonly outer?: Scope | undefined
}

shared.scopes ??= new AsyncLocalStorage()
const { scopes } = shared

/** The scope of the running code, if it runs inside a request. */
export function currentScope(): Scope | undefined {
  let scope = scopes.getStore()
  while (scope?.trace.ended && scope.outer !== undefined) scope = scope.outer
  return scope
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
