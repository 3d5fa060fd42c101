import { safeGet } from '../lib/safe-get.ts'
import { refuseArgument } from '../option/refuse-argument.ts'
import type { Trace } from '../trace.ts'
import type { RequestTrace } from './request-trace.ts'

/** Returns the engine behind a trace that hoptrace itself has made. */
export function asRequestTrace(trace: Trace): RequestTrace {
  return trace as RequestTrace
}

/**
 * Returns the engine behind a trace that a user passed to a function. It may come from another copy of
 * this package, so the class can't be asked.
 * @throws TypeError that names the function, if the value is no trace of hoptrace
 */
export function checkTrace(functionName: string, trace: Trace): RequestTrace {
  // It reads a private member, so that a Proxy or a copy of a trace is refused too.
  if (typeof safeGet(trace, 'hasOwnAction') === 'boolean') return trace as RequestTrace
  return refuseArgument(functionName, 'a trace that hoptrace made', trace)
}
