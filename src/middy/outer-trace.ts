import { isObject } from '../core/lib/is-object.ts'
import { currentScope } from '../core/trace/context.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'

// A property of the context object: a WeakMap with many short-lived keys costs more than the rest
// of an invocation's tracing.
const OUTER: unique symbol = Symbol.for('hoptrace.invocation') as never

/** The outermost trace of an invocation. */
interface Outer {
  readonly trace: RequestTrace
  /** Whether its handler surely runs in its scope. */
  readonly isScoped: boolean
  /** The last error that a handler within the handler has answered. */
  failure?: { readonly error: unknown } | undefined
}

/**
 * Returns the trace that a handler within a handler belongs to: the outermost one, or the record of
 * its batch that is being handled. Both handlers get the same context object. The ambient scope alone
 * can't tell: it may still be that of an earlier invocation.
 */
export function outerTrace(context: unknown): RequestTrace | undefined {
  const outer = outerOf(context)
  if (outer === undefined || outer.trace.ended) return undefined
  const { trace, isScoped } = outer
  const current = currentScope()?.trace
  const running = [trace, ...trace.children.all()].find((one) => one === current)
  // Otherwise it is another invocation, to which a test gives the same context object.
  return running ?? (isScoped ? undefined : trace)
}

/** Remembers the outermost trace of an invocation. */
export function setOuterTrace(context: unknown, trace: RequestTrace, isScoped: boolean): void {
  const property = { value: { trace, isScoped }, configurable: true, writable: true }
  if (isObject(context)) Reflect.defineProperty(context, OUTER, property)
}

/** Remembers that a handler within the handler failed. Its answer alone doesn't say why. */
export function setInnerFailure(context: unknown, failure: Outer['failure']): void {
  const outer = outerOf(context)
  if (outer !== undefined) outer.failure = failure
}

/** Returns why a handler within the handler failed. */
export function innerFailure(context: unknown): Outer['failure'] {
  return outerOf(context)?.failure
}

function outerOf(context: unknown): Outer | undefined {
  return isObject(context) ? (context as { [OUTER]?: Outer })[OUTER] : undefined
}
