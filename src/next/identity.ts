import { guard } from '../core/outcome/guard.ts'
import type { Identity } from '../core/record.ts'
import type { Trace } from '../core/trace.ts'

/** Names who a request is about by a function of the user's, at once or when its promise is fulfilled. */
export function identifyBy(
  trace: Trace,
  identify: () => Identity | undefined | Promise<Identity | undefined>,
): void {
  const identity = guard(identify)
  if (!(identity instanceof Promise)) trace.set(identity ?? {})
  else void identity.then((known) => trace.set(known ?? {})).catch(fail)
}

/** Reports a failure of the user's function as one of ours. */
function fail(error: unknown): void {
  guard(() => {
    throw error
  })
}
