import type { NextRequest } from 'next/server.js'
import { safeGet } from '../core/lib/safe-get.ts'
import { checkHandler } from '../core/option/check-handler.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace } from './begin.ts'
import { finishWithResponse } from './completion.ts'
import { LAYER, logRequest } from './functions.ts'
import { identifyBy } from './identity.ts'
import { type NextOptions, resolveNextOptions } from './options.ts'
import { isPrerendering, silentTrace } from './prerender.ts'
import { answerToThrown } from './thrown.ts'
import { routePattern } from './work-store.ts'

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
 * A route that Next.js prerenders stays as it is, and leaves no record.
 *
 * @example
 * export const POST = withTracing(async (request, context, trace) => Response.json({ id: trace.id }))
 * @throws TypeError when an option is wrong, or the handler is no function
 */
export function withTracing<Req extends Request = NextRequest, Context = RouteContext>(
  handler: TracedRouteHandler<Req, Context>,
  options: NextOptions<Req, Context> = {},
): (request: Req, context: Context) => Promise<Response> {
  checkHandler('withTracing', handler)
  const { settings, identify, errorResponse } = resolveNextOptions(options, LAYER)

  return async function tracedRoute(request, context) {
    if (isPrerendering()) {
      const silent = silentTrace(settings)
      return silent.run(() => handler(request, context, silent))
    }
    const metadata = { method: safeGet(request, 'method'), path: routePattern() }
    const action = settings.action ?? [metadata.method, metadata.path].filter(Boolean).join(' ')
    const trace = beginTrace({ ...settings, action }, safeGet(request, 'headers'))
    const traced = { trace, request, metadata, traceIdInBody: settings.traceIdInBody }
    return trace.run(async () => {
      if (identify) identifyBy(trace, () => identify(request, context))
      logRequest(trace, metadata)
      try {
        return await finishWithResponse(traced, await handler(request, context, trace))
      } catch (error) {
        const answer = await answerToThrown(traced, error, errorResponse)
        if (answer === undefined) throw error
        return answer
      }
    })
  }
}
