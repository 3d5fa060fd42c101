import * as server from 'next/server.js'
import { guard } from '../core/outcome/guard.ts'
import { withTraceIdHeader } from '../core/propagation/outbound.ts'
import { isTarget, type Targets } from '../core/propagation/targets.ts'
import { TRACE_HEADERS } from '../core/propagation/trace-headers.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { extractTraceId } from './trace-headers.ts'

/** A request that a proxy forwards. */
export interface ProxyRequest {
  readonly request: server.NextRequest
  readonly trace: RequestTrace
  /** The hosts that a rewrite may take the trace to. */
  readonly targets: Targets | undefined
}

/** Puts a trace into the headers that the route receives. */
type HeaderInjector = (headers: Headers, trace: RequestTrace) => Headers

/** Returns a copy of a forwarding response with the trace id for the client and the trace for the route. */
export function forwardRequest(
  response: Response,
  proxied: ProxyRequest,
  inject: HeaderInjector,
): Response {
  return guard(() => forwardingCopy(response, proxied, inject)) ?? response
}

function forwardingCopy(
  response: Response,
  proxied: ProxyRequest,
  inject: HeaderInjector,
): Response {
  const { request, trace } = proxied
  const headers = withTraceIdHeader(response.headers, trace.id)
  const given = overrides(response.headers) ?? new Headers(request.headers)
  const mayForward = mayForwardTrace(response, proxied)
  const forwarded = mayForward ? inject(given, trace) : trace.withoutRefused(given)
  if (mayForward || [...forwarded].length < [...given].length) {
    // Next.js encodes the request headers of the route as response headers of the proxy.
    const encoded = server.NextResponse.next({ request: { headers: forwarded } }).headers
    for (const [name, value] of encoded) {
      if (/^x-middleware-(override|request)-/.test(name)) headers.set(name, value)
    }
  }
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers })
}

/** Whether the request goes to the app itself, or to a host that the option `propagateTo` names. */
function mayForwardTrace({ headers }: Response, { request, targets }: ProxyRequest): boolean {
  const rewrite = headers.get('x-middleware-rewrite')
  if (rewrite === null) return true
  const url = new URL(rewrite, request.nextUrl)
  return url.origin === request.nextUrl.origin || isTarget(url, targets)
}

/** Returns the request headers that a proxy has set for the route; `undefined` if it has set none. */
function overrides(response: Headers): Headers | undefined {
  const names = response.get('x-middleware-override-headers')
  if (names === null) return undefined
  const headers = new Headers()
  for (const name of names.split(',').filter(Boolean)) {
    headers.set(name, response.get(`x-middleware-request-${name}`) ?? '')
  }
  return headers
}

/** The headers that name a trace and a span. The others go with them. */
const NAMING_HEADERS = [
  'x-trace-id',
  'x-trace-parent',
  'traceparent',
  'tracestate',
  'x-amzn-trace-id',
]

/** Puts the trace into headers with the proxy's span as the parent. */
export function childHeaders(headers: Headers, trace: RequestTrace): Headers {
  const own = withoutOtherTrace(headers, trace)
  for (const name of NAMING_HEADERS) own.delete(name)
  return trace.headers(own)
}

/** Puts the trace into headers with the caller's span as the parent. */
export function continuedHeaders(headers: Headers, trace: RequestTrace): Headers {
  const own = withoutOtherTrace(headers, trace)
  // Without its id it counted for nothing, and must not count for the route.
  if (own.get('x-trace-id') !== trace.id) own.delete('x-trace-parent')
  own.set('x-trace-id', trace.id)
  return own
}

/** Returns a copy of headers without the trace that they carry, unless that is the one of the request. */
function withoutOtherTrace(headers: Headers, trace: RequestTrace): Headers {
  const own = trace.withoutRefused(headers)
  const isOther = extractTraceId(headers) !== trace.id
  // Baggage is part of no trace: a caller that is accepted may send it alone.
  for (const name of TRACE_HEADERS) if (isOther && name !== 'baggage') own.delete(name)
  return own
}
