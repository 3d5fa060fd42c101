import * as server from 'next/server.js'
import { safeGet } from '../core/lib/safe-get.ts'
import { checkHandler } from '../core/option/check-handler.ts'
import { guard } from '../core/outcome/guard.ts'
import { addTraceIdHeaders } from '../core/trace/node-response.ts'
import { endWithError, endWithStatus } from '../core/trace/request-ending.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { beginTrace, unstartedTrace } from './begin.ts'
import { callHandler } from './call-handler.ts'
import { childHeaders, continuedHeaders, forwardRequest } from './forward-request.ts'
import { likeHandler } from './like-handler.ts'
import { logRequest } from './log-functions.ts'
import { resolveWrapperOptions, type WrapperOptions } from './options.ts'
import { isForwarding, isSendable, tracedResponse } from './response.ts'
import { runningTrace, setRunning } from './running-request.ts'
import { serverRequest } from './server-request.ts'
import type { NextProxy, OtherProxy, TracedProxy } from './traced-proxy.ts'
import { watchEnding } from './watch-ending.ts'

/**
 * Creates the app's proxy (`proxy.ts`; `middleware.ts` on Next.js 15). It puts the trace id on every
 * response that its matcher covers, including those that no route makes, and forwards the trace to the
 * route. It writes no records.
 *
 * Exclude from the matcher what browsers or a CDN keep, because it would be kept with one visitor's
 * id: static files and, behind a CDN, prerendered pages.
 *
 * @param options the options of every adapter
 * @returns the proxy to export
 * @throws TypeError if an option is wrong
 *
 * @example
 * import { withProxyTracing } from 'hoptrace/next'
 *
 * export default withProxyTracing()
 * export const config = { matcher: '/((?!_next/static|_next/image|favicon\\.ico).*)' }
 */
export function withProxyTracing(options?: WrapperOptions): NextProxy
/**
 * Traces a proxy function of yours: it runs within the trace, with a start and one ending, and its
 * span is the parent of the route's.
 *
 * @param proxy gets the trace as its third argument if it declares three parameters, none of which has
 * a default or is a rest parameter; `currentTrace()` gives it to others. If it returns nothing, the
 * request continues
 * @param options the options of every adapter
 * @returns the proxy to export
 * @throws TypeError if `proxy` is no function, or an option is wrong
 *
 * @example
 * import { withProxyTracing } from 'hoptrace/next'
 *
 * export default withProxyTracing((request, _event, trace) => {
 *   const isSignedIn = trace.check('session', request.cookies.has('session'))
 *   return isSignedIn ? undefined : Response.redirect(new URL('/login', request.url))
 * })
 */
export function withProxyTracing(
  proxy: TracedProxy | undefined,
  options?: WrapperOptions,
): NextProxy
/**
 * Traces a proxy that another package makes, such as `auth` or `auth(callback)` of next-auth.
 *
 * @param proxy gets the request and the event, as from Next.js
 * @param options the options of every adapter
 * @returns the proxy to export
 * @throws TypeError if `proxy` is no function, or an option is wrong
 *
 * @example
 * import { withProxyTracing } from 'hoptrace/next'
 *
 * declare function handleI18n(request: Request): Response
 *
 * export default withProxyTracing(handleI18n)
 */
export function withProxyTracing(proxy: OtherProxy, options?: WrapperOptions): NextProxy
export function withProxyTracing(
  first: OtherProxy | TracedProxy | WrapperOptions | undefined,
  second?: WrapperOptions,
): NextProxy {
  const isOptions = second === undefined && isPlainObject(first)
  const proxy = isOptions ? undefined : (first as TracedProxy | undefined)
  if (proxy !== undefined) checkHandler('withProxyTracing', proxy)
  const options = isOptions ? first : second
  const given = resolveWrapperOptions(options === undefined ? {} : options, 'proxy')
  const settings = { ...given, action: given.action ?? 'proxy' }

  const traced: NextProxy = async (request, event) => {
    const outer = runningTrace(request)
    if (outer !== undefined)
      return (await (proxy && callHandler(proxy, request, event, outer))) ?? next()
    const targets = settings.propagateTo
    if (proxy === undefined) {
      const trace = unstartedTrace(settings, request.headers)
      return forwardRequest(next(), { request, trace, targets }, continuedHeaders)
    }
    const trace = beginTrace(settings, request.headers)
    const proxied = { request, trace, targets }
    setRunning(request, trace)
    return trace.run(async () => {
      const metadata = {
        method: safeGet(request, 'method'),
        path: safeGet(request.nextUrl, 'pathname'),
      }
      logRequest(trace, metadata)
      watchEnding(trace, metadata)
      try {
        const response = (await callHandler(proxy, request, event, trace)) ?? next()
        if (isForwarding(response)) {
          endWithStatus(trace, metadata)
          return forwardRequest(response, proxied, childHeaders)
        }
        const statusCode = isSendable(response) ? response.status : 500
        const { traceIdInBody } = settings
        // Before the ending: the body may have to be read, and may fail.
        const sent = await tracedResponse(response, { trace, traceIdInBody }, () => undefined)
        endWithStatus(trace, { ...metadata, statusCode })
        return sent
      } catch (error) {
        endWithError(trace, error, metadata)
        guard(() => addToAnswer(trace))
        throw error
      }
    })
  }
  return proxy === undefined ? traced : likeHandler(traced, proxy)
}

/** Puts the trace id on what Next.js answers itself. On the edge runtime, that can't be reached. */
function addToAnswer(trace: RequestTrace): void {
  const response = serverRequest()?.response
  if (response?.headersSent === false) addTraceIdHeaders(response, trace)
}

function next(): Response {
  return server.NextResponse.next()
}

// Anything else, such as the promise of a proxy, must not count as options: the proxy would never run.
function isPlainObject(value: unknown): value is WrapperOptions {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
