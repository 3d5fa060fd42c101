import { harmless } from '../core/emit.ts'
import { withTraceId } from '../core/error-body.ts'
import type { Trace } from '../core/trace.ts'
import { member } from './sources/source.ts'

type Headers = Readonly<Record<string, unknown>>

interface HttpResponse {
  readonly statusCode: number
  readonly headers?: Headers
  readonly multiValueHeaders?: Headers
  readonly body?: unknown
  readonly isBase64Encoded?: unknown
}

/** The status of an HTTP response, `undefined` for what is none. */
export function statusOf(response: unknown): number | undefined {
  return isHttpResponse(response) ? response.statusCode : undefined
}

/**
 * A copy of an HTTP response that carries the trace id: in a header, and in the body of a JSON error.
 * What is no HTTP response comes back as it is.
 */
export function addTraceHeaders<T>(response: T, trace: Trace): T {
  if (trace.id === '' || !isHttpResponse(response)) return response
  const copy = { ...response, ...headersOf(response, trace.id) }
  return hasJsonErrorBody(response) ? { ...copy, body: withTraceId(response.body, trace.id) } : copy
}

function isHttpResponse(value: unknown): value is HttpResponse {
  return harmless(() => Number.isInteger(member(value, 'statusCode'))) === true
}

function headersOf(response: HttpResponse, traceId: string): Partial<HttpResponse> {
  const { headers, multiValueHeaders } = response
  if (has(headers, TRACE_ID) || has(multiValueHeaders, TRACE_ID)) return {}
  if (headers === undefined && multiValueHeaders !== undefined) {
    return { multiValueHeaders: { ...multiValueHeaders, [TRACE_ID]: [traceId] } }
  }
  return { headers: { ...headers, ...exposed(headers), [TRACE_ID]: traceId } }
}

const TRACE_ID = 'x-trace-id'
const EXPOSE = 'access-control-expose-headers'

// A browser's script reads no header of another origin that isn't exposed.
function exposed(headers: Headers | undefined): Headers {
  if (!has(headers, 'access-control-allow-origin')) return {}
  const key = keyOf(headers, EXPOSE) ?? EXPOSE
  const value = headers?.[key]
  if (value === '*') return {}
  return { [key]: value === undefined ? TRACE_ID : `${value}, ${TRACE_ID}` }
}

function hasJsonErrorBody(response: HttpResponse): response is HttpResponse & { body: string } {
  const { statusCode, headers, body, isBase64Encoded } = response
  if (statusCode < 400 || typeof body !== 'string' || isBase64Encoded) return false
  const type = headers?.[keyOf(headers, 'content-type') ?? '']
  if (type !== undefined && !/[/+]json\b/i.test(String(type))) return false
  return !FIXED.some((name) => has(headers, name))
}

/** Headers that hold only for the very bytes of a body. */
const FIXED = ['content-encoding', 'content-length', 'content-digest', 'digest', 'etag']

function has(headers: Headers | undefined, name: string): boolean {
  return keyOf(headers, name) !== undefined
}

function keyOf(headers: Headers | undefined, name: string): string | undefined {
  return headers && Object.keys(headers).find((key) => key.toLowerCase() === name)
}
