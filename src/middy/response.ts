import { BOUND_TO_BODY, withTraceId } from '../core/error-body.ts'
import { member } from '../core/member.ts'
import { exposing } from '../core/propagation/outbound.ts'
import type { Trace } from '../core/trace.ts'

type Headers = Readonly<Record<string, unknown>>

interface HttpResponse {
  readonly statusCode: number
  readonly headers?: Headers | null
  readonly multiValueHeaders?: Headers | null
  readonly body?: unknown
  readonly isBase64Encoded?: unknown
}

/** The status of an HTTP response, `undefined` for what is none. */
export function statusOf(response: unknown): number | undefined {
  return isHttpResponse(response) ? response.statusCode : undefined
}

/**
 * A copy of an HTTP response that carries the trace id: in a header, and in the body of a JSON error.
 * What is no HTTP response comes back as it is, and so does one that makes its own JSON.
 */
export function addTraceHeaders<T>(response: T, trace: Trace): T {
  if (trace.id === '' || !isHttpResponse(response)) return response
  if (typeof member(response, 'toJSON') === 'function') return response
  const copy = { ...response, ...headersOf(response, trace.id) }
  return hasJsonErrorBody(response) ? { ...copy, body: withTraceId(response.body, trace.id) } : copy
}

function isHttpResponse(value: unknown): value is HttpResponse {
  return Number.isInteger(member(value, 'statusCode'))
}

const TRACE_ID = 'x-trace-id'
const EXPOSE = 'access-control-expose-headers'
const ALLOW_ORIGIN = 'access-control-allow-origin'

function headersOf(response: HttpResponse, traceId: string): Partial<HttpResponse> {
  if (headerOf(response, TRACE_ID) !== undefined) return {}
  const kind = !response.headers && response.multiValueHeaders ? 'multiValueHeaders' : 'headers'
  const headers = response[kind] ?? {}
  const added = { ...exposure(response, keyOf(headers, EXPOSE)), [TRACE_ID]: traceId }
  const values = Object.entries(added).map(([name, value]) => [
    name,
    kind === 'headers' ? value : [value],
  ])
  return { [kind]: { ...headers, ...Object.fromEntries(values) } }
}

function exposure(response: HttpResponse, key = EXPOSE): Headers {
  if (headerOf(response, ALLOW_ORIGIN) === undefined) return {}
  const value = exposing(headerOf(response, EXPOSE) ?? '')
  return value === undefined ? {} : { [key]: value }
}

function hasJsonErrorBody(response: HttpResponse): response is HttpResponse & { body: string } {
  const { statusCode, body, isBase64Encoded } = response
  if (statusCode < 400 || typeof body !== 'string' || isBase64Encoded) return false
  const type = headerOf(response, 'content-type') ?? 'application/json'
  const names = Object.keys({ ...response.headers, ...response.multiValueHeaders })
  return /[/+]json\b/i.test(type) && !names.some((name) => BOUND_TO_BODY.test(name))
}

/** A header's value, by its lower-case name; several values joined. */
function headerOf({ headers, multiValueHeaders }: HttpResponse, name: string): string | undefined {
  for (const all of [headers, multiValueHeaders]) {
    const key = all ? keyOf(all, name) : undefined
    if (key !== undefined) return String(all?.[key])
  }
  return undefined
}

function keyOf(headers: Headers, name: string): string | undefined {
  return Object.keys(headers).find((key) => key.toLowerCase() === name)
}
