import { continuedTraceContext } from '../core/propagation/inbound.ts'
import {
  type HeaderFields,
  type HeadersSource,
  withTraceIdHeader,
} from '../core/propagation/outbound.ts'
import { asRequestTrace, checkTrace } from '../core/trace/as-request-trace.ts'
import { currentTrace } from '../core/trace/current-trace.ts'
import type { Trace } from '../core/trace.ts'

/**
 * Returns the trace id that a caller sent.
 *
 * @param headers the request's headers
 * @returns the id of the first of `x-trace-id`, `traceparent` and `X-Amzn-Trace-Id` that is valid, as
 * `req_<uuid>` or the caller's own id; `undefined` if none is valid
 *
 * @example
 * import { extractTraceId } from 'hoptrace/next'
 *
 * export const isTraced = (request: Request): boolean =>
 *   extractTraceId(request.headers) !== undefined
 */
export function extractTraceId(headers: HeaderFields): string | undefined {
  const received = new Headers(headers)
  return continuedTraceContext((name) => received.get(name) ?? undefined)?.traceId
}

/**
 * Returns a copy of headers that carries a trace on. Headers that are there already stay, unless they
 * came from a caller that `acceptInbound` refused.
 *
 * @param headers headers, a `Request`, or `undefined` for none
 * @param trace the trace, or a trace id to send alone, as `x-trace-id`
 * @throws TypeError if `trace` is neither text nor a trace of hoptrace
 *
 * @example
 * import { injectTraceId, type Trace } from 'hoptrace/next'
 *
 * export const loadOrders = (trace: Trace): Promise<Response> =>
 *   fetch('https://orders.example.com', {
 *     headers: injectTraceId({ accept: 'application/json' }, trace),
 *   })
 */
export function injectTraceId(headers: HeadersSource, trace: Trace | string): Headers {
  if (typeof trace === 'string') {
    const own = asRequestTrace(currentTrace()).withoutRefused(headers)
    return withTraceIdHeader(own, trace)
  }
  return checkTrace('injectTraceId', trace).headers(headers)
}
