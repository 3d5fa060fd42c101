import { safeGet } from '../lib/safe-get.ts'
import { reportFault } from './fault-report.ts'

type Listener = (settled: unknown) => void

/**
 * Runs `fn` and reports how it ended: at once, or when the promise that it returned settles. The
 * value or error passes through untouched. A lazy thenable is started once. A rejection that nobody
 * handles stays unhandled.
 */
export function onSettled<T>(fn: () => T, onFulfilled: Listener, onRejected: Listener): T {
  let value: T
  try {
    value = fn()
  } catch (error) {
    tell(onRejected, error)
    throw error
  }
  return settled(value, onFulfilled, onRejected)
}

/** Reports how a value settles: at once, unless it is a promise. Returns it, or one that settles alike. */
export function settled<T>(value: T, onFulfilled: Listener, onRejected: Listener): T {
  if (!isThenable(value)) {
    tell(onFulfilled, value)
    return value
  }
  return value.then(
    (result) => {
      tell(onFulfilled, result)
      return result
    },
    (error) => {
      tell(onRejected, error)
      throw error
    },
  ) as T
}

// Not by `guard`: a closure more for each step.
function tell(listener: Listener, settled: unknown): void {
  try {
    listener(settled)
  } catch (error) {
    reportFault(error)
  }
}

/** Whether awaiting a value may begin its work, as it does that of a query. */
export function isLazy(value: unknown): boolean {
  return isThenable(value) && value.then !== Promise.prototype.then
}

/**
 * Whether a value is a promise, of any class. Reading `then` may throw: the value can be a revoked Proxy,
 * or have a getter.
 */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof safeGet(value, 'then') === 'function'
}
