import type { NextRequest } from 'next/server.js'
import { httpAction } from '../core/lib/http-action.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { checkHandler } from '../core/option/check-handler.ts'
import { identifyBy } from '../core/trace/identify-by.ts'
import { watchServerExit } from '../core/trace/server-exit-watch.ts'
import { beginTrace } from './begin.ts'
import { callHandler } from './call-handler.ts'
import { finishWithResponse } from './completion.ts'
import { respondToThrown } from './error-response.ts'
import { likeHandler } from './like-handler.ts'
import { logRequest } from './log-functions.ts'
import { type NextOptions, resolveNextOptions } from './options.ts'
import { isPrerendering, silentTrace } from './prerender.ts'
import { runningTrace, setRunning } from './running-request.ts'
import type {
  MaybeResponding,
  RouteContext,
  TracedRoute,
  TracedRouteHandler,
} from './traced-route.ts'
import { routePattern } from './work-store.ts'

/**
 * Traces a route handler of the App Router: continues the caller's trace, writes a start and one
 * ending, and puts the trace id on the response. `redirect()`, `notFound()` and the like are no
 * errors. A route that Next.js prerenders stays static and writes no records.
 *
 * @param handler gets the trace as its third argument if it declares three parameters, none of which
 * has a default or is a rest parameter; `currentTrace()` gives it to others. An error that it throws is thrown on, the same
 * object, unless `errorResponse` is `json`
 * @param options the options of every adapter, `identify` and `errorResponse`
 * @returns the handler to export, such as `GET`
 * @throws TypeError if `handler` is no function, or an option is wrong
 *
 * @example
 * import { withTracing } from 'hoptrace/next'
 *
 * export const GET = withTracing(
 *   async (_request, context: { params: Promise<{ id: string }> }, trace) => {
 *     const { id } = await context.params
 *     trace.set({ jobId: id })
 *     const order = await trace.hop('load-order', async () => ({ id, status: 'paid' }))
 *     return Response.json(order)
 *   },
 *   { service: 'shop' },
 * )
 */
export function withTracing<
  Req extends Request = NextRequest,
  Context = RouteContext,
  Handler = TracedRouteHandler<Req, Context>,
>(
  handler: Handler & TracedRouteHandler<Req, Context>,
  options?: NextOptions<Req, Context>,
): TracedRoute<Req, Context, Handler>
/**
 * Traces a route handler that may return nothing, such as the one that `auth(callback)` of next-auth
 * makes.
 *
 * @param handler gets the request and its context. One that never returns a response is refused
 * @param options the options of every adapter, `identify` and `errorResponse`
 * @returns the handler to export, such as `GET`
 * @throws TypeError if `handler` is no function, or an option is wrong
 *
 * @example
 * import { type RouteContext, withTracing } from 'hoptrace/next'
 *
 * declare function guarded(request: Request, context: RouteContext): Promise<Response | void>
 *
 * export const GET = withTracing(guarded)
 */
// biome-ignore lint/suspicious/noConfusingVoidType: the type of a function without `return`
export function withTracing<Req extends Request, Context, Result extends Response | void>(
  handler: MaybeResponding<Req, Context, Result>,
  options?: NextOptions<Req, Context>,
): (request: Req, context: Context) => Promise<Response | Extract<Result, void>>
export function withTracing<Req extends Request, Context>(
  handler: TracedRouteHandler<Req, Context>,
  options: NextOptions<Req, Context> = {},
): (request: Req, context: Context) => Promise<Response> {
  checkHandler('withTracing', handler)
  const { settings, identify, errorResponse } = resolveNextOptions(options)

  const traced = async (request: Req, context: Context): Promise<Response> => {
    const outer = runningTrace(request)
    if (outer !== undefined) return callHandler(handler, request, context, outer)
    if (isPrerendering()) {
      const silent = silentTrace(settings)
      return silent.run(() => callHandler(handler, request, context, silent))
    }
    const metadata = { method: safeGet(request, 'method'), path: routePattern() }
    const action = settings.action ?? httpAction(metadata)
    const trace = beginTrace({ ...settings, action }, safeGet(request, 'headers'))
    setRunning(request, trace)
    const begun = { trace, request, metadata, traceIdInBody: settings.traceIdInBody }
    return trace.run(async () => {
      if (identify) void identifyBy(trace, () => identify(request, context))
      logRequest(trace, metadata)
      watchServerExit(trace, metadata)
      try {
        return await finishWithResponse(begun, await callHandler(handler, request, context, trace))
      } catch (error) {
        const response = await respondToThrown(begun, error, errorResponse)
        if (response === undefined) throw error
        return response
      }
    })
  }
  return likeHandler(traced, handler)
}
