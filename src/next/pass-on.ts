import * as server from 'next/server.js'
import { guard } from '../core/outcome/guard.ts'
import { withTraceIdHeader } from '../core/propagation/outbound.ts'
import { isTarget, type Targets } from '../core/propagation/targets.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { extractTraceId } from './functions.ts'
import { isSendable } from './response.ts'

/** A request on its way through the proxy. */
export interface ProxyRequest {
  readonly request: server.NextRequest
  readonly trace: RequestTrace
  readonly targets: Targets | undefined
}

type HeaderInjector = (headers: Headers, trace: RequestTrace) => Headers

/** Whether an answer lets the request go on; what is no response, Next.js refuses. */
export function goesOn(answer: Response): boolean {
  if (!isSendable(answer)) return false
  return answer.headers.has('x-middleware-next') || answer.headers.has('x-middleware-rewrite')
}

/** An answer that lets the request go on, with the id for the client, and the trace for the route. */
export function passOn(answer: Response, proxied: ProxyRequest, inject: HeaderInjector): Response {
  return guard(() => onwardAnswer(answer, proxied, inject)) ?? answer
}

/** A copy of it, in Next.js's own headers for what a proxy has set. */
function onwardAnswer(answer: Response, proxied: ProxyRequest, inject: HeaderInjector): Response {
  const { request, trace } = proxied
  const headers = withTraceIdHeader(answer.headers, trace.id)
  if (maySendOn(answer, proxied)) {
    const onward = inject(overridden(answer.headers) ?? new Headers(request.headers), trace)
    const { headers: overrides } = server.NextResponse.next({ request: { headers: onward } })
    for (const [name, value] of overrides) {
      if (/^x-middleware-(override|request)-/.test(name)) headers.set(name, value)
    }
  }
  const { status, statusText } = answer
  return new Response(answer.body, { status, statusText, headers })
}

/** Whether the trace may go where the request goes: to the app's own routes, and to hosts that are named. */
function maySendOn({ headers }: Response, { request, targets }: ProxyRequest): boolean {
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
export function childHeaders(headers: Headers, trace: RequestTrace): Headers {
  for (const name of CARRIERS) headers.delete(name)
  return trace.headers(headers)
}

/** The trace as it came, with no span in between. */
export function continuedHeaders(headers: Headers, trace: RequestTrace): Headers {
  const isContinued = extractTraceId(headers) === trace.id
  for (const name of CARRIERS) if (!isContinued) headers.delete(name)
  headers.set('x-trace-id', trace.id)
  return headers
}
