import * as server from 'next/server.js'
import { safeGet } from '../core/lib/safe-get.ts'
import { checkHandler } from '../core/option/check-handler.ts'
import type { TracingOptions } from '../core/options.ts'
import { resolveOptions } from '../core/settings.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace } from './begin.ts'
import { endAnswered, endWithError } from './completion.ts'
import { logRequest } from './functions.ts'
import { childHeaders, continuedHeaders, goesOn, passOn } from './pass-on.ts'
import { isSendable, tracedResponse } from './response.ts'

/** What a proxy answers with; nothing lets the request go on. */
// biome-ignore lint/suspicious/noConfusingVoidType: a proxy that ends without `return` is one
type ProxyAnswer = Response | null | undefined | void

/** A proxy with the request's trace as its third argument. */
export type TracedProxy = (
  request: server.NextRequest,
  event: server.NextFetchEvent,
  trace: Trace,
) => ProxyAnswer | Promise<ProxyAnswer>

/** A proxy as Next.js calls it. */
type Proxy = (request: server.NextRequest, event: server.NextFetchEvent) => Promise<Response>

/**
 * Creates the app's proxy (`proxy.ts`; `middleware.ts` on Next.js 15). It puts the trace id on every
 * response that its matcher covers, including those that no route makes, and passes the trace on to
 * the route. A proxy function of yours runs within the trace, with its own start and ending.
 *
 * Exclude from the matcher what browsers or a CDN keep, because it would be kept with one visitor's
 * id: static files and, behind a CDN, prerendered pages.
 *
 * @param options the options of every adapter
 * @throws TypeError if an option is wrong
 *
 * @example
 * import { withProxyTracing } from 'hoptrace/next'
 *
 * export default withProxyTracing()
 * export const config = { matcher: '/((?!_next/static|_next/image|favicon\\.ico).*)' }
 */
export function withProxyTracing(options?: TracingOptions): Proxy
/**
 * Traces a proxy function of yours; see the other signature.
 *
 * @param proxy gets the trace as its third argument. If it returns nothing, the request goes on
 * @param options the options of every adapter
 * @throws TypeError if `proxy` is no function, or an option is wrong
 *
 * @example
 * import { NextResponse } from 'next/server'
 * import { withProxyTracing } from 'hoptrace/next'
 *
 * export default withProxyTracing((request, _event, trace) => {
 *   const isSignedIn = trace.check('session', request.cookies.has('session'))
 *   return isSignedIn ? NextResponse.next() : NextResponse.redirect(new URL('/login', request.url))
 * })
 */
export function withProxyTracing(proxy: TracedProxy | undefined, options?: TracingOptions): Proxy
export function withProxyTracing(
  first: TracedProxy | TracingOptions | undefined,
  second?: TracingOptions,
): Proxy {
  const isOptions = typeof first === 'object' && first !== null && second === undefined
  const proxy = isOptions ? undefined : (first as TracedProxy | undefined)
  if (proxy !== undefined) checkHandler('withProxyTracing', proxy)
  const options = isOptions ? first : second
  const given = resolveOptions(options === undefined ? {} : options, 'proxy')
  const settings = { ...given, action: given.action ?? 'proxy' }

  return async function tracedProxy(request, event) {
    const trace = beginTrace(settings, request.headers)
    const proxied = { request, trace, targets: settings.propagateTo }
    if (proxy === undefined) return passOn(server.NextResponse.next(), proxied, continuedHeaders)
    return trace.run(async () => {
      const metadata = {
        method: safeGet(request, 'method'),
        path: safeGet(request.nextUrl, 'pathname'),
      }
      logRequest(trace, metadata)
      try {
        const answer = (await proxy(request, event, trace)) ?? server.NextResponse.next()
        if (goesOn(answer)) {
          endAnswered(trace, metadata, false)
          return passOn(answer, proxied, childHeaders)
        }
        const statusCode = isSendable(answer) ? answer.status : 500
        endAnswered(trace, { ...metadata, statusCode }, false)
        const { traceIdInBody } = settings
        return await tracedResponse(answer, { trace, traceIdInBody }, () => undefined)
      } catch (error) {
        endWithError(trace, error, metadata)
        throw error
      }
    })
  }
}
