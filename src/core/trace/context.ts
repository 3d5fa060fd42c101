import { processGlobal } from '../platform/process-global.ts'
import { inContextsOfNow, processStorage } from '../platform/process-storage.ts'
import type { Span } from '../span.ts'
import type { Trace } from '../trace.ts'

/** The request, and the span within it, that the running code belongs to. */
export interface Scope {
  readonly trace: Trace & { readonly ended: boolean }
  readonly span: Span
  /** The scope that was entered before. It is current again once this trace has ended. */
  readonly outer?: Scope | undefined
  /** What another API knows the span by, such as a span of OpenTelemetry's. */
  readonly handle?: object | undefined
  /** Whether it was entered: it may still be current for its caller once the trace has ended. */
  readonly isEntered?: boolean
}

/** Finds the scope of code that no adapter runs but whose request the host knows. */
type AmbientResolver = (isObserver: boolean) => Scope | undefined

const scopes = processStorage<Scope>('scopes')
const ambient = processGlobal('ambient', (): { resolve?: AmbientResolver } => ({}))

/**
 * Returns the scope of the running code; `undefined` outside of a request.
 * @param isObserver whether a tracer asks, and not the request's own code, which may begin a trace
 */
export function currentScope(isObserver = false): Scope | undefined {
  let scope = scopes.getStore()
  while (scope?.outer !== undefined && scope.trace.ended) scope = scope.outer
  return scope ?? ambient.resolve?.(isObserver)
}

/** Sets how the scope is found for code that no adapter runs but whose request the host knows. */
export function setAmbientScopeResolver(resolve: AmbientResolver): void {
  ambient.resolve = resolve
}

/** Runs `fn`, and all that it starts, in `scope`. Bound: it adds no frame to the stacks of errors. */
export const runIn: <T, Args extends unknown[]>(
  scope: Scope,
  fn: (...args: Args) => T,
  ...args: Args
) => T = scopes.run.bind(scopes)

/**
 * Makes `scope` the current one from here on, for hosts with hooks and no wrapper. It reaches the
 * caller only if nothing was awaited before, and it stays visible to the caller's next synchronous
 * call.
 */
export function enter(scope: Scope): void {
  const outer = currentScope()
  // An ended trace is not linked: otherwise each invocation would keep the one before it in memory.
  const isNested = outer !== undefined && !outer.trace.ended
  scopes.enterWith({ ...scope, outer: isNested ? outer : undefined, isEntered: true })
}

/**
 * Returns a function that runs others outside of any request: what they start, such as the requests of
 * an exporter, is no part of one.
 */
export function outsideRequests(): <T>(fn: () => T) => T {
  // A host may keep stores of its own, such as Next.js for its cache.
  const inContexts = inContextsOfNow()
  return (fn) => inContexts(() => scopes.run(undefined as never, fn))
}
