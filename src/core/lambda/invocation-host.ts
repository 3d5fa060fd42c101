import type { RequestHost } from '../host.ts'
import { safeGet } from '../lib/safe-get.ts'
import { guard } from '../outcome/guard.ts'
import { uptime } from '../platform/clock.ts'
import { environment, peakMemory } from '../platform/environment.ts'

/**
 * Returns what Lambda knows about an invocation.
 * @param context the context object of its handler
 * @param coldStart whether it waited for its worker to load
 */
export function invocationHost(context: unknown, coldStart: boolean | undefined) {
  const remainingTime = (): number | undefined => remainingIn(context)
  return {
    requestId: textOf(context, 'awsRequestId'),
    functionName: textOf(context, 'functionName'),
    coldStart,
    startMetadata: coldStart ? { initTime: uptime() } : undefined,
    /** Adds the memory that was used and its limit, in MB, and the time that is left, in milliseconds. */
    addMeasurements: (metadata) => {
      const memoryLimit = Number(safeGet(context, 'memoryLimitInMB')) || undefined
      const memoryUsed = memoryLimit && peakMemory()
      return { ...metadata, memoryLimit, memoryUsed, remainingTime: remainingTime() }
    },
    remainingTime,
  } satisfies RequestHost
}

/** Returns the `X-Amzn-Trace-Id` of the segment that Lambda writes for an invocation. */
export function invocationSegment(context: unknown): string | undefined {
  return textOf(context, 'xRayTraceId') ?? environment('_X_AMZN_TRACE_ID')
}

function textOf(context: unknown, name: string): string | undefined {
  const value = safeGet(context, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Returns the milliseconds until Lambda's timeout; `undefined` if the context doesn't tell. */
function remainingIn(context: unknown): number | undefined {
  const read = safeGet(context, 'getRemainingTimeInMillis')
  if (typeof read !== 'function') return undefined
  const remaining: unknown = guard(() => read.call(context))
  return typeof remaining === 'number' && remaining > 0 ? remaining : undefined
}
