import type { RequestHost } from '../core/host.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { ticks, uptime } from '../core/platform/clock.ts'
import { environment, peakMemory } from '../core/platform/environment.ts'
import type { Metadata } from '../core/record.ts'
import { executionId, isDurable } from './durable.ts'
import { remainingTime } from './timeout.ts'
import { safeGetText } from './triggers/event-values.ts'
import type { TriggerEvent } from './triggers/trigger.ts'
import { waitedSince } from './waited.ts'

/** Returns what Lambda knows about an invocation. */
export function lambdaHost(context: unknown, trigger: TriggerEvent): RequestHost {
  const functionName = safeGetText(context, 'functionName')
  const coldStart = takeColdStart()
  const waited = waitedSince(trigger.sentAt)
  return {
    requestId: safeGetText(context, 'awsRequestId'),
    functionName,
    action: trigger.action ?? functionName,
    findAction: trigger.findAction,
    coldStart,
    isAuthorizer: trigger.isAuthorizer,
    metadata: trigger.metadata,
    startMetadata: coldStart ? { ...waited, initTime: uptime() } : waited,
    addMeasurements: (metadata) => withMeasurements(metadata, context),
    mayNotEnd: isDurable(context),
    spanId: executionId(context)?.replaceAll('-', '').slice(-16),
    segment: safeGetText(context, 'xRayTraceId') ?? environment('_X_AMZN_TRACE_ID'),
  }
}

const loadedAt = ticks()
let isWarm = false

/** Whether this invocation waited for its worker to load. The next one is warm. */
function takeColdStart(): boolean {
  // A worker that waited longer for its first invocation was initialized ahead of time.
  const proactiveInitMs = 10_000
  if (isWarm) return false
  isWarm = true
  const isProvisioned = environment('AWS_LAMBDA_INITIALIZATION_TYPE') === 'provisioned-concurrency'
  return !isProvisioned && ticks() - loadedAt < proactiveInitMs
}

/**
 * Adds the memory that was used and its limit, in MB, and the time that is left, in milliseconds.
 */
function withMeasurements(metadata: Metadata | undefined, context: unknown): Metadata {
  const memoryLimit = Number(safeGet(context, 'memoryLimitInMB')) || undefined
  const memoryUsed = memoryLimit && peakMemory()
  return { ...metadata, memoryLimit, memoryUsed, remainingTime: remainingTime(context) }
}
