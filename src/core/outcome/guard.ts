import { reportFault } from './fault-report.ts'

export { faultCount } from './fault-report.ts'

/**
 * Runs a piece of hoptrace's own work, or a user's callback, whose failure must not reach the
 * request: neither an error nor a rejected promise. Failures are counted, and reported on stderr.
 * @param what the report's words for a failure
 * @returns the value of `work`; `undefined` if it threw
 */
export function guard<T>(work: () => T, what?: string): T | undefined {
  try {
    const value = work()
    if (value instanceof Promise) value.catch((error) => reportFault(error, what))
    return value
  } catch (error) {
    reportFault(error, what)
    return undefined
  }
}
