import { writeError } from './stdout.ts'

let faults = 0

/**
 * Runs a piece of our own work, or a callback of the user's, whose failure must not reach the request.
 * The first failure of a process is reported on stderr, each one is counted.
 */
export function harmless<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    faults += 1
    if (faults === 1) writeError(describe(error))
    return undefined
  }
}

/** How many of our own failures were swallowed in this process. */
export function faultCount(): number {
  return faults
}

function describe(error: unknown): string {
  const what = error instanceof Error ? error.stack : String(error)
  return `hoptrace: a record or header was lost, and so will others that fail alike: ${what}`
}
