import { identifyBy } from '../core/trace/identify-by.ts'
import type { Trace } from '../core/trace.ts'
import type { UnwrappedRequest, UnwrappedSettings } from './request-error-options.ts'

/** Next.js waits for its hooks before it answers with the error page. */
const MAX_WAIT_MS = 1_000

/**
 * Calls `write` once it is known who a request is about.
 * @returns a promise if that is not known at once
 */
export function whenIdentified(
  trace: Trace,
  identify: UnwrappedSettings['identify'],
  request: UnwrappedRequest,
  write: () => void,
): void | Promise<void> {
  const identified = identify && identifyBy(trace, () => identify(request))
  return identified instanceof Promise ? settledSoon(identified).then(write) : write()
}

/** Waits for a promise to settle, at most a second. */
function settledSoon(promise: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, MAX_WAIT_MS)
    const finish = (): void => {
      clearTimeout(timer)
      resolve()
    }
    promise.then(finish, finish)
  })
}
