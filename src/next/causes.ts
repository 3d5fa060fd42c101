import { safeGet } from '../core/lib/safe-get.ts'

/** How many errors are read: the one that was thrown, and what caused it. */
const MAX_ERRORS = 5

/** Returns what `read` finds in an error, or else in the first of its causes where it finds something. */
export function findInCauses<T>(
  thrown: unknown,
  read: (error: unknown) => T | undefined,
): T | undefined {
  let error = thrown
  for (let count = 0; count < MAX_ERRORS; count += 1) {
    const found = read(error)
    if (found !== undefined) return found
    error = safeGet(error, 'cause')
  }
  return undefined
}
