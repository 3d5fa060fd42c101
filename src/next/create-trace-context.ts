import { watchCalls } from '../core/calls/watch-calls.ts'
import { checkObject } from '../core/option/read-option.ts'
import type { TracingOptions } from '../core/options.ts'
import type { HeaderFields } from '../core/propagation/outbound.ts'
import type { Identity } from '../core/record.ts'
import { resolveOptions } from '../core/settings.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace } from './begin.ts'
import { ROUTE_LAYER } from './options.ts'

/** What `createTraceContext` takes: the request's headers, who it is about, and all options. */
export interface TraceInit extends TracingOptions, Identity {
  /** What the request does, such as `orders:list`. */
  readonly action: string
  /**
   * The request's headers, which may name the caller's trace.
   * @default none: a new trace begins
   */
  readonly headers?: HeaderFields
}

/**
 * Begins the trace of one request, for code that uses none of the wrappers. Nothing is written before
 * {@link logRequest}.
 *
 * @param init what the request does, its headers, who it is about, and options
 * @returns the caller's trace if the headers name one that is accepted, else a new trace
 * @throws TypeError if `init` is no object, or an option is wrong
 *
 * @example
 * import { createTraceContext, logError, logRequest, logResponse } from 'hoptrace/next'
 *
 * export async function GET(request: Request): Promise<Response> {
 *   const trace = createTraceContext({ action: 'orders:list', headers: request.headers })
 *   logRequest(trace, { method: 'GET' })
 *   try {
 *     const orders = await trace.hop('load-orders', async () => ['17', '18'])
 *     logResponse(trace, { statusCode: 200 })
 *     return Response.json(orders, { headers: { 'x-trace-id': trace.id } })
 *   } catch (error) {
 *     logError(trace, error)
 *     throw error
 *   }
 * }
 */
export function createTraceContext(init: TraceInit): Trace {
  checkObject(init)
  const { headers, jobId, tenantId, userId, ...options } = init
  const trace = beginTrace(watchCalls(resolveOptions(options, ROUTE_LAYER)), headers)
  trace.set({ jobId, tenantId, userId })
  return trace
}
