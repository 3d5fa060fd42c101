import { writeError } from '../platform/stdout.ts'
import { describeError } from './describe-error.ts'

let faults = 0

/**
 * Runs a piece of hoptrace's own work, or a user's callback, whose failure must not reach the
 * request: neither an error nor a rejected promise. Failures are counted; the first of a process is
 * reported on stderr.
 * @returns the value of `work`; `undefined` if it threw
 */
export function guard<T>(work: () => T): T | undefined {
  try {
    const value = work()
    if (value instanceof Promise) value.catch(recordFault)
    return value
  } catch (error) {
    recordFault(error)
    return undefined
  }
}

/** Returns how many failures were caught in this process. */
export function faultCount(): number {
  return faults
}

function recordFault(error: unknown): void {
  faults += 1
  if (faults > 1) return
  const { stack, message } = describeError(error)
  writeError(
    `hoptrace: a record or header was lost; later failures are not reported: ${stack ?? message}`,
  )
}
