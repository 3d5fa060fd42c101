import { harmless } from './emit.ts'

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

/** Whether a value is a promise, or is awaited like one. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true
  const then = harmless(() => (value as { then?: unknown } | null | undefined)?.then)
  return typeof then === 'function'
}
