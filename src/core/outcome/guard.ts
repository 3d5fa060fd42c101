import { writeError } from '../platform/stdout.ts'
import { describeError } from './describe-error.ts'

let faults = 0

/**
 * Runs a piece of our own work, or a callback of the user's, whose failure must not reach the request,
 * now or when its promise is rejected. Each failure is counted, the first of a process told on stderr.
 */
export function harmless<T>(work: () => T): T | undefined {
  try {
    const value = work()
    if (value instanceof Promise) value.catch(count)
    return value
  } catch (error) {
    count(error)
    return undefined
  }
}

/** How many of our own failures were swallowed in this process. */
export function faultCount(): number {
  return faults
}

function count(error: unknown): void {
  faults += 1
  if (faults > 1) return
  const { stack, message } = describeError(error)
  writeError(
    `hoptrace: a record or header was lost, and so will others that fail alike: ${stack ?? message}`,
  )
}
