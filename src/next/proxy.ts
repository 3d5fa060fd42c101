import * as server from 'next/server.js'
import { member } from '../core/lib/safe-get.ts'
import { checkHandler } from '../core/option/check-handler.ts'
import { resolveOptions, type TracingOptions } from '../core/options.ts'
import { harmless } from '../core/outcome/guard.ts'
import { withTraceIdHeader } from '../core/propagation/outbound.ts'
import { isTarget, type Targets } from '../core/propagation/targets.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace } from './begin.ts'
import { endAnswered, endWithError } from './completion.ts'
import { extractTraceId, logRequest } from './functions.ts'
import { isSendable, stamped } from './response.ts'

/** What a proxy answers with; nothing lets the request go on. */
// biome-ignore lint/suspicious/noConfusingVoidType: a proxy that ends without `return` is one
type ProxyAnswer = Response | null | undefined | void

/** A proxy with the request's trace as its third argument. */
export type TracedProxy = (
  request: server.NextRequest,
  event: server.NextFetchEvent,
  trace: Trace,
) => ProxyAnswer | Promise<ProxyAnswer>

/**
 * The app's proxy (`proxy.ts`; `middleware.ts` before Next.js 16): puts the trace id on every response
 * that it is asked about, also those that no route makes, and hands the trace on to the route. A
 * function of yours is run within the trace, with a start and an ending of its own.
 *
 * What browsers or a CDN keep must not pass it: it would be kept with one visitor's id. That is static
 * files and, behind a CDN, prerendered pages.
 *
 * @example
 * export default withProxyTracing()
 * export const config = { matcher: '/((?!_next/static|_next/image|favicon\\.ico).*)' }
 * @throws TypeError when an option is wrong, or the proxy is no function
 */
export function withProxyTracing(
  proxy?: TracedProxy,
  options: TracingOptions = {},
): (request: server.NextRequest, event: server.NextFetchEvent) => Promise<Response> {
  if (proxy !== undefined) checkHandler('withProxyTracing', proxy)
  const given = resolveOptions(options, 'proxy')
  const settings = { ...given, action: given.action ?? 'proxy' }

  return async function tracedProxy(request, event) {
    const trace = beginTrace(settings, request.headers)
    const passage = { request, trace, targets: settings.propagateTo }
    if (proxy === undefined) return passOn(server.NextResponse.next(), passage, continuedHeaders)
    return trace.run(async () => {
      const facts = { method: member(request, 'method'), path: member(request.nextUrl, 'pathname') }
      logRequest(trace, facts)
      try {
        const answer = (await proxy(request, event, trace)) ?? server.NextResponse.next()
        if (goesOn(answer)) {
          endAnswered(trace, facts, false)
          return passOn(answer, passage, childHeaders)
        }
        const statusCode = isSendable(answer) ? answer.status : 500
        endAnswered(trace, { ...facts, statusCode }, false)
        return await stamped(answer, trace, () => undefined)
      } catch (error) {
        endWithError(trace, error, facts)
        throw error
      }
    })
  }
}

/** A request on its way through the proxy. */
interface Passage {
  readonly request: server.NextRequest
  readonly trace: RequestTrace
  readonly targets: Targets | undefined
}

type Carry = (headers: Headers, trace: RequestTrace) => Headers

/** Whether an answer lets the request go on; what is no response, Next.js refuses. */
function goesOn(answer: Response): boolean {
  if (!isSendable(answer)) return false
  return answer.headers.has('x-middleware-next') || answer.headers.has('x-middleware-rewrite')
}

/** An answer that lets the request go on, with the id for the client, and the trace for the route. */
function passOn(answer: Response, passage: Passage, carry: Carry): Response {
  return harmless(() => carryingOn(answer, passage, carry)) ?? answer
}

/** A copy of it, in Next.js's own headers for what a proxy has set. */
function carryingOn(answer: Response, passage: Passage, carry: Carry): Response {
  const { request, trace } = passage
  const headers = withTraceIdHeader(answer.headers, trace.id)
  if (mayBeTold(answer, passage)) {
    const onward = carry(overridden(answer.headers) ?? new Headers(request.headers), trace)
    const { headers: overrides } = server.NextResponse.next({ request: { headers: onward } })
    for (const [name, value] of overrides) {
      if (/^x-middleware-(override|request)-/.test(name)) headers.set(name, value)
    }
  }
  const { status, statusText } = answer
  return new Response(answer.body, { status, statusText, headers })
}

/** Whether the trace may go where the request goes: to the app's own routes, and to hosts that are named. */
function mayBeTold({ headers }: Response, { request, targets }: Passage): boolean {
  const rewritten = headers.get('x-middleware-rewrite')
  if (rewritten === null) return true
  const url = new URL(rewritten, request.nextUrl)
  return url.origin === request.nextUrl.origin || isTarget(url, targets)
}

/** The request headers that a proxy has set in place of those that came. */
function overridden(answer: Headers): Headers | undefined {
  const names = answer.get('x-middleware-override-headers')
  if (names === null) return undefined
  const headers = new Headers()
  for (const name of names.split(',').filter(Boolean)) {
    headers.set(name, answer.get(`x-middleware-request-${name}`) ?? '')
  }
  return headers
}

const CARRIERS = ['x-trace-id', 'traceparent', 'tracestate', 'x-amzn-trace-id']

/** The trace, with the proxy's span as the parent of the route's. */
function childHeaders(headers: Headers, trace: RequestTrace): Headers {
  for (const name of CARRIERS) headers.delete(name)
  return trace.headers(headers)
}

/** The trace as it came, with no span in between. */
function continuedHeaders(headers: Headers, trace: RequestTrace): Headers {
  const isContinued = extractTraceId(headers) === trace.id
  for (const name of CARRIERS) if (!isContinued) headers.delete(name)
  headers.set('x-trace-id', trace.id)
  return headers
}
