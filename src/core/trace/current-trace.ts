import { guard } from '../outcome/guard.ts'
import { resolveOptions } from '../settings.ts'
import type { Trace } from '../trace.ts'
import { currentScope } from './context.ts'
import { FALLBACK_SETTINGS } from './fallback-settings.ts'
import { RequestTrace } from './request-trace.ts'

/**
 * Returns the trace of the request that the running code belongs to. Outside of a request it returns
 * a detached trace: it still runs what it is given, and writes records without ids.
 *
 * @example
 * import { currentTrace } from 'hoptrace'
 *
 * export const resize = (picture: Uint8Array): Promise<Uint8Array> =>
 *   currentTrace().hop('resize', async () => picture, { bytes: picture.byteLength })
 */
export function currentTrace(): Trace {
  return currentScope()?.trace ?? detachedTrace()
}

function detachedTrace(): Trace {
  // Wrong environment variables: the adapters have thrown for them at set-up.
  const settings = guard(() => resolveOptions({}, 'process')) ?? FALLBACK_SETTINGS
  return new RequestTrace(settings)
}
