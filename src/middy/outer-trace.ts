import { asRequestTrace } from '../core/trace/as-request-trace.ts'
import { currentScope } from '../core/trace/context.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'

// A property of the context object: a WeakMap with many short-lived keys costs more than the rest
// of an invocation's tracing.
const OUTER_TRACE: unique symbol = Symbol.for('hoptrace.invocation') as never

/**
 * Returns the trace that a handler within a handler belongs to: the outermost one, or the record of
 * its batch that is being handled. Both handlers get the same context object. The ambient scope
 * can't tell: it may still be that of an earlier invocation.
 */
export function outerTrace(context: unknown): RequestTrace | undefined {
  const trace = isObject(context) ? context[OUTER_TRACE] : undefined
  if (trace === undefined || trace.ended) return undefined
  const records = trace.children.open()
  const scope = records.length === 0 ? undefined : currentScope()
  let current = scope && asRequestTrace(scope.trace)
  while (current !== undefined && !records.includes(current)) {
    current = current.host.outer && asRequestTrace(current.host.outer)
  }
  return current ?? trace
}

/** Remembers the outermost trace of an invocation. */
export function setOuterTrace(context: unknown, value: RequestTrace): void {
  const property = { value, configurable: true, writable: true }
  if (isObject(context)) Reflect.defineProperty(context, OUTER_TRACE, property)
}

function isObject(value: unknown): value is { [OUTER_TRACE]?: RequestTrace } {
  return typeof value === 'object' && value !== null
}
