import type { Trace } from '../core/trace.ts'

/**
 * Calls a handler with the trace as its third argument, if it declares three parameters. Others get
 * two: a handler of another package may take what comes third, or all that comes, as its own context.
 */
export function callHandler<First, Second, Result>(
  handler: (first: First, second: Second, trace: Trace) => Result,
  first: First,
  second: Second,
  trace: Trace,
): Result {
  if (handler.length > 2) return handler(first, second, trace)
  return (handler as (first: First, second: Second) => Result)(first, second)
}
