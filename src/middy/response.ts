import { findKey } from '../core/lib/find-key.ts'
import { safeGet, safeKeys } from '../core/lib/safe-get.ts'
import {
  ALLOW_ORIGIN,
  EXPOSE_HEADERS,
  exposing,
  KEEP_HEADER,
} from '../core/propagation/outbound.ts'
import { isExtensibleJson, withTraceId } from '../core/propagation/response-body.ts'
import { addsTraceId, type TraceIdInBody } from '../core/propagation/trace-id-in-body.ts'
import { checkTrace } from '../core/trace/as-request-trace.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Trace } from '../core/trace.ts'
import { copyOf, type HttpResponse, headerOf, statusOf } from './http-response.ts'

/**
 * Returns a copy of an HTTP response with the trace id: in the header `x-trace-id`, and as
 * `traceId` in the JSON body of a 4xx or 5xx. The response itself stays as it is.
 * @param response the handler's value
 * @param trace the trace of the invocation
 * @returns the copy; `response` itself if it has no `statusCode`, or makes its own JSON (`toJSON`)
 * @throws TypeError if `trace` was not made by hoptrace
 *
 * @example
 * import { addTraceHeaders, createLambdaTraceContext } from 'hoptrace/middy'
 *
 * export async function handler(event: object, context: object) {
 *   const trace = createLambdaTraceContext(event, context)
 *   return addTraceHeaders({ statusCode: 404, body: '{"error":"unknown"}' }, trace)
 * }
 */
export function addTraceHeaders<T>(response: T, trace: Trace): T {
  return tracedResponse(response, checkTrace('addTraceHeaders', trace), 'errors')
}

/** Does the work of {@link addTraceHeaders}, for any value of the option `traceIdInBody`. */
export function tracedResponse<T>(response: T, trace: RequestTrace, mode: TraceIdInBody): T {
  const status = statusOf(response)
  if (trace.id === '' || status === undefined) return response
  if (typeof safeGet(response, 'toJSON') === 'function') return response
  const http = response as T & HttpResponse
  const headers = headersOf(http, trace, status)
  if (!addsTraceId(mode, status) || !hasJsonBody(http)) return copyOf(http, headers)
  return copyOf(http, { ...headers, body: withTraceId(http.body, trace.id) })
}

const TRACE_ID = 'x-trace-id'

function headersOf(
  response: HttpResponse,
  trace: RequestTrace,
  status: number,
): Partial<HttpResponse> {
  const { headers, multiValueHeaders } = response
  const hasLists =
    trace.source.host.hasHeaderLists || (multiValueHeaders && safeKeys(headers).length === 0)
  const given = (hasLists ? multiValueHeaders : headers) ?? {}
  const copy: Record<string, unknown> = { ...given }
  const set = (name: string, value: string): void => {
    copy[name] = hasLists ? [value] : value
  }
  if (headerOf(response, TRACE_ID) === undefined) {
    expose(response, (value) => set(findKey(given, EXPOSE_HEADERS) ?? EXPOSE_HEADERS, value))
    set(findKey(given, TRACE_ID) ?? TRACE_ID, trace.id)
  }
  if (trace.isKeptUnsampled(status)) set(KEEP_HEADER, '1')
  return hasLists ? { multiValueHeaders: copy } : { headers: copy }
}

// With CORS, a browser's script can read only headers that are exposed.
function expose(response: HttpResponse, set: (value: string) => void): void {
  if (headerOf(response, ALLOW_ORIGIN) === undefined) return
  const value = exposing(headerOf(response, EXPOSE_HEADERS) ?? '')
  if (value !== undefined) set(value)
}

function hasJsonBody(response: HttpResponse): response is HttpResponse & { body: string } {
  const { body, isBase64Encoded } = response
  if (typeof body !== 'string' || isBase64Encoded) return false
  const type = headerOf(response, 'content-type') ?? 'application/json'
  const names = Object.keys({ ...response.headers, ...response.multiValueHeaders })
  return isExtensibleJson(type, names)
}
