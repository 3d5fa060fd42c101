import type { RequestHost } from '../core/host.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { ticks } from '../core/platform/clock.ts'
import { environment, peakMemory } from '../core/platform/environment.ts'
import {
  acceptedTraceContext,
  type HeaderReader,
  type InboundPolicy,
  readTraceContext,
  type TraceContext,
} from '../core/propagation/inbound.ts'
import type { Metadata } from '../core/record.ts'
import { remainingTime } from './timeout.ts'
import type { Batch, TriggerEvent } from './triggers/trigger.ts'
import { safeGetText } from './triggers/trigger.ts'

/** The part of Lambda's context object that is read. All of it may be missing: local runs and tests pass less. */
export interface LambdaContext {
  readonly awsRequestId?: string
  readonly functionName?: string
  /** Of a function with tenant isolation. */
  readonly tenantId?: string | undefined
  /** Of a synchronous invocation. */
  readonly clientContext?: unknown
}

const loadedAt = ticks()
/** A worker that was loaded longer before its first invocation was loaded ahead of it. */
const PROACTIVE_MS = 10_000
let warm = false

/** Whether this invocation waited for its worker to be loaded; asking makes the next one warm. */
function takeColdStart(): boolean {
  if (warm) return false
  warm = true
  const isProvisioned = environment('AWS_LAMBDA_INITIALIZATION_TYPE') === 'provisioned-concurrency'
  return !isProvisioned && ticks() - loadedAt < PROACTIVE_MS
}

/** What Lambda knows about an invocation. */
export function readHost(context: unknown, trigger: TriggerEvent): RequestHost {
  return {
    requestId: safeGetText(context, 'awsRequestId'),
    functionName: safeGetText(context, 'functionName'),
    coldStart: takeColdStart(),
    metadata: trigger.metadata,
    addMeasurements: (metadata) => withResources(metadata, context),
    mayNotEnd: isDurable(context),
    spanId: executionId(context)?.replaceAll('-', '').slice(-16),
    segment: safeGetText(context, 'xRayTraceId') ?? environment('_X_AMZN_TRACE_ID'),
  }
}

/** Metadata, and what an invocation has used, and has left: memory in MB, time in milliseconds. */
function withResources(metadata: Metadata | undefined, context: unknown): Metadata {
  const memoryLimit = Number(safeGet(context, 'memoryLimitInMB')) || undefined
  const memoryUsed = memoryLimit && peakMemory()
  return { ...metadata, memoryLimit, memoryUsed, remainingTime: remainingTime(context) }
}

/** Takes up the caller's trace, or the one of the durable execution that this invocation continues. */
export function traceContextOf(
  context: unknown,
  trigger: TriggerEvent,
  segment: string | undefined,
  policy: InboundPolicy,
): TraceContext {
  const header = withLambdaHeader(trigger.header, segment)
  const execution = executionId(context)
  const origin =
    execution === undefined
      ? readTraceContext(header, policy)
      : readTraceContext(header, policy, () => `req_${execution}`)
  const { batch } = trigger
  if (batch && batch.records.length > 1) return { ...origin, ...sendersOf(batch, policy) }
  const sender =
    isOfAnother(trigger.header, segment) && acceptedTraceContext(trigger.header, policy)
  if (!sender || sender.traceId === origin.traceId) return origin
  return { ...origin, links: [...(origin.links ?? []), sender.traceId] }
}

const ROOT_END = 'Root=1-68a9f3c2-1b2c3d4e5f60718293a4b5c6'.length

// X-Ray may begin another trace for an invocation than the one that its event came in.
function isOfAnother(header: HeaderReader, segment: string | undefined): boolean {
  if (segment === undefined) return false
  const came = header('x-amzn-trace-id')
  return came !== undefined && came.slice(0, ROOT_END) !== segment.slice(0, ROOT_END)
}

// X-Ray's own header of the invocation. Where many invocations share a process only the context has it.
function withLambdaHeader(header: HeaderReader, own: string | undefined): HeaderReader {
  return own === undefined ? header : (name) => (name === 'x-amzn-trace-id' ? own : header(name))
}

const MOST_LINKS = 20

/** The traces of a batch's records, of the first ones when there are many, and the most hops of any. */
function sendersOf({ records, headerOf }: Batch, policy: InboundPolicy): Partial<TraceContext> {
  const origins = records
    .slice(0, MOST_LINKS)
    .flatMap((record) => acceptedTraceContext(headerOf(record), policy) ?? [])
  if (origins.length === 0) return {}
  const links = [...new Set(origins.map(({ traceId }) => traceId))]
  return { links, depth: Math.max(...origins.map(({ depth = 0 }) => depth)) }
}

/** Whether an invocation is one of several of a durable execution. */
export function isDurable(context: unknown): boolean {
  return safeGet(context, 'durableExecutionMode') !== undefined
}

/** Whether a durable execution goes on with this invocation: it has had its start. */
export function isReplay(context: unknown): boolean {
  return safeGet(context, 'durableExecutionMode') === 'ReplayMode'
}

const EXECUTION_ID = /\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/

// A durable execution is many invocations. What identifies it must be the same in all of them.
function executionId(context: unknown): string | undefined {
  const arn = safeGetText(safeGet(context, 'executionContext'), 'durableExecutionArn')
  return arn === undefined ? undefined : EXECUTION_ID.exec(arn)?.[1]
}
