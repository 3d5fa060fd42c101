import type { NextRequest } from 'next/server.js'
import { safeGet } from '../core/lib/safe-get.ts'
import { checkHandler } from '../core/option/check-handler.ts'
import { likeHandler } from './like-handler.ts'
import { type NextOptions, resolveNextOptions } from './options.ts'
import { onceWarned } from './other-router.ts'
import { traceApiRoute } from './trace-api-route.ts'
import { traceRoute } from './trace-route.ts'
import type {
  MaybeResponding,
  RouteContext,
  TracedRoute,
  TracedRouteHandler,
} from './traced-route.ts'

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
  const settings = resolveNextOptions(options)
  const traced = traceRoute(handler, settings)
  const asApiRoute = onceWarned(
    'withTracing wraps an API route of the Pages Router: use withApiTracing',
    () => traceApiRoute(handler as never, settings as never),
  )
  const either: typeof traced = async (request, context) =>
    isApiResponse(context)
      ? (asApiRoute()(request as never, context as never) as Promise<Response>)
      : traced(request, context)
  return likeHandler(either, handler)
}

function isApiResponse(context: unknown): boolean {
  return typeof safeGet(context, 'writeHead') === 'function'
}
