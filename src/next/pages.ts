import type { NextApiRequest, NextApiResponse } from 'next'
import { checkHandler } from '../core/option/check-handler.ts'
import { likeHandler } from './like-handler.ts'
import { type NextOptions, resolveNextOptions } from './options.ts'
import { onceWarned } from './other-router.ts'
import { type TracedApiHandler, traceApiRoute } from './trace-api-route.ts'
import { traceRoute } from './trace-route.ts'

/**
 * Traces an API route of the Pages Router: continues the caller's trace, writes a start and one
 * ending, and puts the trace id on the response.
 *
 * @param handler gets the trace as its third argument if it declares three parameters, none of which
 * has a default or is a rest parameter; `currentTrace()` gives it to others. An error that it throws is thrown on, the same
 * object, unless `errorResponse` is `json`
 * @param options the options of every adapter, `identify` and `errorResponse`
 * @returns the handler to export
 * @throws TypeError if `handler` is no function, or an option is wrong
 *
 * @example
 * import { withApiTracing } from 'hoptrace/next'
 *
 * export default withApiTracing(async (request, response, trace) => {
 *   const order = await trace.hop('load-order', async () => ({ id: request.query.id }))
 *   response.json(order)
 * })
 */
// biome-ignore lint/suspicious/noExplicitAny: Next.js's own default for the body
export function withApiTracing<Body = any>(
  handler: TracedApiHandler<Body>,
  options: NextOptions<NextApiRequest, NextApiResponse<Body>> = {},
): (request: NextApiRequest, response: NextApiResponse<Body>) => Promise<unknown> {
  checkHandler('withApiTracing', handler)
  const settings = resolveNextOptions(options)
  const traced = traceApiRoute(handler, settings)
  const asRoute = onceWarned(
    'withApiTracing wraps a route of the App Router: use withTracing',
    () => traceRoute(handler as never, settings as never),
  )
  const either: typeof traced = async (request, response) =>
    (request as unknown) instanceof Request
      ? asRoute()(request as never, response as never)
      : traced(request, response)
  return likeHandler(either, handler)
}
