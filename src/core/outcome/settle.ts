import { guard } from './guard.ts'

/**
 * Runs `fn` and reports how it ended: at once, or when the promise that it returned settles. The
 * value or error passes through untouched. A lazy thenable is started once. A rejection that nobody
 * handles stays unhandled.
 */
export function onSettled<T>(
  fn: () => T,
  onFulfilled: (value: unknown) => void,
  onRejected: (error: unknown) => void,
): T {
  let value: T
  try {
    value = fn()
  } catch (error) {
    guard(() => onRejected(error))
    throw error
  }
  if (!isThenable(value)) {
    guard(() => onFulfilled(value))
    return value
  }
  return value.then(
    (settled) => {
      guard(() => onFulfilled(settled))
      return settled
    },
    (error) => {
      guard(() => onRejected(error))
      throw error
    },
  ) as T
}

// Reading `then` may throw: the value can be a revoked Proxy, or have a getter.
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return guard(() => typeof (value as PromiseLike<unknown> | null)?.then === 'function') === true
}
