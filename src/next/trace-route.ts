import { httpAction } from '../core/lib/http-action.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { identifyBy } from '../core/trace/identify-by.ts'
import { beginTrace } from './begin.ts'
import { callHandler } from './call-handler.ts'
import { finishWithResponse } from './completion.ts'
import { respondToThrown } from './error-response.ts'
import { logRequest } from './log-functions.ts'
import type { NextSettings } from './options.ts'
import { isPrerendering, silentTrace } from './prerender.ts'
import { runningTrace, setRunning } from './running-request.ts'
import type { TracedRouteHandler } from './traced-route.ts'
import { watchEnding } from './watch-ending.ts'
import { routePattern } from './work-store.ts'

/** Returns a route handler of the App Router that traces the given one. */
export function traceRoute<Req extends Request, Context>(
  handler: TracedRouteHandler<Req, Context>,
  { settings, identify, errorResponse }: NextSettings<Req, Context>,
): (request: Req, context: Context) => Promise<Response> {
  return async (request, context) => {
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
      watchEnding(trace, metadata)
      try {
        return await finishWithResponse(begun, await callHandler(handler, request, context, trace))
      } catch (error) {
        const response = await respondToThrown(begun, error, errorResponse)
        if (response === undefined) throw error
        return response
      }
    })
  }
}
