import type { NextRequest } from 'next/server.js'
import { engineOf } from '../core/current-trace.ts'
import { resolveOptions, type TracingOptions } from '../core/options.ts'
import type { Metadata } from '../core/record.ts'
import type { Trace } from '../core/trace.ts'
import { createTraceContext, LAYER, logError, logRequest, logResponse } from './functions.ts'
import { readSignal } from './navigation.ts'
import { stamped } from './response.ts'
import { routePattern } from './route-pattern.ts'

/** The second argument of a route handler. */
export interface RouteContext {
  // biome-ignore lint/suspicious/noExplicitAny: Next types the params by the route's file, which is not known here
  readonly params: Promise<any>
}

/** A route handler with the request's trace as its third argument. */
export type TracedRouteHandler<Req, Context> = (
  request: Req,
  context: Context,
  trace: Trace,
) => Response | Promise<Response>

/**
 * Traces an App Router route handler: takes up the caller's trace, writes the start and the one
 * ending, puts the trace id on the response. An error is thrown on as it was.
 *
 * @example
 * export const POST = withTracing(async (request, context, trace) => Response.json({ id: trace.id }))
 * @throws TypeError when an option is wrong
 */
export function withTracing<Req extends Request = NextRequest, Context = RouteContext>(
  handler: TracedRouteHandler<Req, Context>,
  options: TracingOptions = {},
): (request: Req, context: Context) => Promise<Response> {
  const settings = resolveOptions(options, LAYER)
  return function tracedRoute(request, context) {
    const facts: Metadata = { method: request.method, path: routePattern() }
    const action = settings.action ?? [facts.method, facts.path].filter(Boolean).join(' ')
    const trace = createTraceContext({ ...options, action, headers: request.headers })
    return engineOf(trace).run(async () => {
      logRequest(trace, facts)
      try {
        const response = await handler(request, context, trace)
        const answer = await stamped(response, trace.id)
        logResponse(trace, { ...facts, statusCode: response?.status ?? 500 })
        return answer
      } catch (error) {
        logThrown(trace, error, facts)
        throw error
      }
    })
  }
}

// What Next.js steers itself with passes through: an answer is logged as one, a prerender signal not at all.
function logThrown(trace: Trace, error: unknown, facts: Metadata): void {
  const signal = readSignal(error)
  if (signal === undefined) logError(trace, error, facts)
  else if (signal.status !== undefined) logResponse(trace, { ...facts, statusCode: signal.status })
}
