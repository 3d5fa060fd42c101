import { guard } from '../outcome/guard.ts'
import type { Identity } from '../record.ts'
import type { Trace } from '../trace.ts'
import { asRequestTrace } from './as-request-trace.ts'

/**
 * Sets who a request is about: at once, or when the promise that `identify` returns is fulfilled.
 * @returns that promise, if there is one
 */
export function identifyBy(
  trace: Trace,
  identify: () => Identity | undefined | Promise<Identity | undefined>,
): void | Promise<void> {
  const set = (identity: Identity | undefined): void =>
    asRequestTrace(trace).identify(identity ?? {})
  return guard(() => {
    const identity = identify()
    return identity instanceof Promise ? identity.then(set) : set(identity)
  }, "option 'identify' failed")
}
