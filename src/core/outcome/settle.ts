import { harmless } from './guard.ts'

/**
 * Runs `fn` and tells how it ended: at once, or when the promise that it returned settles.
 * Its value or error passes through untouched. A thenable is started once, a rejection that
 * nobody handles stays unhandled.
 */
export function settle<T>(
  fn: () => T,
  fulfilled: (value: unknown) => void,
  rejected: (error: unknown) => void,
): T {
  let value: T
  try {
    value = fn()
  } catch (error) {
    harmless(() => rejected(error))
    throw error
  }
  if (!isThenable(value)) {
    harmless(() => fulfilled(value))
    return value
  }
  return value.then(
    (settled) => {
      harmless(() => fulfilled(settled))
      return settled
    },
    (error) => {
      harmless(() => rejected(error))
      throw error
    },
  ) as T
}

// Asking may throw: a value can be a revoked Proxy, or have a getter for `then`.
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return harmless(() => typeof (value as PromiseLike<unknown> | null)?.then === 'function') === true
}
