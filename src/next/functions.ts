import { checkObject } from '../core/option/read-option.ts'
import type { TracingOptions } from '../core/options.ts'
import { statusIn } from '../core/outcome/http-status.ts'
import { outcomeOfFailure, outcomeOfStatus } from '../core/outcome/outcome.ts'
import { continuedTraceContext } from '../core/propagation/inbound.ts'
import {
  type HeaderFields,
  type HeadersSource,
  withTraceIdHeader,
} from '../core/propagation/outbound.ts'
import type { Identity, Metadata } from '../core/record.ts'
import { resolveOptions } from '../core/settings.ts'
import { checkTrace } from '../core/trace/as-request-trace.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace } from './begin.ts'

/** What a trace is begun with. */
export interface TraceInit extends TracingOptions, Identity {
  readonly action: string
  /** The request's headers, from which the caller's trace is taken up. */
  readonly headers?: HeaderFields
}

/** The layer of a Next.js route, where no option names another. */
export const LAYER = 'api-route'

/**
 * The trace of one request: the caller's, taken up from its headers, or a new one.
 * @throws TypeError when an option is wrong
 */
export function createTraceContext(init: TraceInit): Trace {
  checkObject(init)
  const { headers, jobId, tenantId, userId, ...options } = init
  const trace = beginTrace(resolveOptions(options, LAYER), headers)
  trace.set({ jobId, tenantId, userId })
  return trace
}

/** Writes the start of a request. */
export function logRequest(trace: Trace, metadata?: Metadata): void {
  checkTrace('logRequest', trace).start('Request start', metadata)
}

/** Writes the ending of a request that was answered; `metadata.statusCode` of 400 and above makes it a failure. */
export function logResponse(trace: Trace, metadata?: Metadata): void {
  checkTrace('logResponse', trace).end(
    'Request complete',
    outcomeOfStatus(statusIn(metadata)),
    metadata,
  )
}

/** Writes the ending of a request that failed with an error. */
export function logError(trace: Trace, error: unknown, metadata?: Metadata): void {
  checkTrace('logError', trace).end(
    'Request error',
    outcomeOfFailure(error, statusIn(metadata)),
    metadata,
  )
}

/** The trace id that a caller sent, if it is one that we accept: of `x-trace-id`, else of `traceparent`, else of `X-Amzn-Trace-Id`. */
export function extractTraceId(headers: HeaderFields): string | undefined {
  const incoming = new Headers(headers)
  return continuedTraceContext((name) => incoming.get(name) ?? undefined)?.traceId
}

/** A copy of headers that carries a trace on, or only its id; headers that are there already stay. */
export function injectTraceId(headers: HeadersSource, trace: Trace | string): Headers {
  if (typeof trace === 'string') return withTraceIdHeader(headers, trace)
  return checkTrace('injectTraceId', trace).headers(headers)
}

/** Writes a hop that the caller ran itself; `start` announces one whose end follows under the same name. */
export function logHop(
  trace: Trace,
  hopName: string,
  hopResult: string,
  metadata?: Metadata,
): void {
  checkTrace('logHop', trace).logHop(hopName, hopResult, metadata)
}
