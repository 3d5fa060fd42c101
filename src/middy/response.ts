import { findKey } from '../core/lib/find-key.ts'
import { safeGet, safeList } from '../core/lib/safe-get.ts'
import { exposing, KEEP_HEADER } from '../core/propagation/outbound.ts'
import { BOUND_TO_BODY, withTraceId } from '../core/propagation/response-body.ts'
import { addsTraceId, type TraceIdInBody } from '../core/propagation/trace-id-in-body.ts'
import type { Metadata } from '../core/record.ts'
import { checkTrace } from '../core/trace/as-request-trace.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Trace } from '../core/trace.ts'

type Headers = Readonly<Record<string, unknown>>

interface HttpResponse {
  readonly statusCode: number | string
  readonly headers?: Headers | null
  readonly multiValueHeaders?: Headers | null
  readonly body?: unknown
  readonly isBase64Encoded?: unknown
}

/** The status of an HTTP response, which may be a text; `undefined` for what is none. */
export function statusOf(response: unknown): number | undefined {
  const status = safeGet(response, 'statusCode')
  if (typeof status === 'string') return /^[1-5]\d\d$/.test(status) ? Number(status) : undefined
  return Number.isInteger(status) ? (status as number) : undefined
}

/** How many records the response of a batch reports as failed; `undefined` for none. */
export function failedRecordsOf(response: unknown): Metadata | undefined {
  const failedRecords = safeList(safeGet(response, 'batchItemFailures')).length
  return failedRecords === 0 ? undefined : { failedRecords }
}

/**
 * A copy of an HTTP response that carries the trace id: in a header, and in the body of a JSON error.
 * What is no HTTP response comes back as it is, and so does one that makes its own JSON.
 */
export function addTraceHeaders<T>(response: T, trace: Trace): T {
  return withTrace(response, checkTrace('addTraceHeaders', trace), 'errors')
}

/** As {@link addTraceHeaders}, with the trace id in the JSON bodies of errors, in all, or in none. */
export function withTrace<T>(response: T, trace: RequestTrace, mode: TraceIdInBody): T {
  const status = statusOf(response)
  if (trace.id === '' || status === undefined) return response
  if (typeof safeGet(response, 'toJSON') === 'function') return response
  const http = response as T & HttpResponse
  const headers = headersOf(http, trace, status)
  if (!addsTraceId(mode, status) || !hasJsonBody(http)) return copyOf(http, headers)
  return copyOf(http, { ...headers, body: withTraceId(http.body, trace.id) })
}

/** A copy of an HTTP response with another body for this one; what is none is its own body. */
export function withBody(response: unknown, source: unknown, body: unknown): unknown {
  if (statusOf(response) === undefined) return body
  // A copy of a stream that has a status must not be one: the two would share its state.
  if (response === source) return { ...(response as HttpResponse), body }
  return copyOf(response as HttpResponse, { body })
}

// What made it may know it by its class.
function copyOf<T extends object>(response: T, changes: Partial<HttpResponse>): T {
  const copy = { ...response, ...changes }
  const prototype: object | null = Object.getPrototypeOf(response)
  if (prototype === Object.prototype || prototype === null) return copy
  return Object.create(prototype, Object.getOwnPropertyDescriptors(copy))
}

const TRACE_ID = 'x-trace-id'
const EXPOSE = 'access-control-expose-headers'
const ALLOW_ORIGIN = 'access-control-allow-origin'

function headersOf(
  response: HttpResponse,
  trace: RequestTrace,
  status: number,
): Partial<HttpResponse> {
  const { headers, multiValueHeaders } = response
  const hasLists = multiValueHeaders ? Object.keys(headers ?? {}).length === 0 : false
  const given = (hasLists ? multiValueHeaders : headers) ?? {}
  const copy: Record<string, unknown> = { ...given }
  const set = (name: string, value: string): void => {
    copy[name] = hasLists ? [value] : value
  }
  if (headerOf(response, TRACE_ID) === undefined) {
    expose(response, (value) => set(findKey(given, EXPOSE) ?? EXPOSE, value))
    set(findKey(given, TRACE_ID) ?? TRACE_ID, trace.id)
  }
  if (trace.isKeptUnsampled(status)) set(KEEP_HEADER, '1')
  return hasLists ? { multiValueHeaders: copy } : { headers: copy }
}

// A browser's script reads no header of another origin that isn't exposed.
function expose(response: HttpResponse, set: (value: string) => void): void {
  if (headerOf(response, ALLOW_ORIGIN) === undefined) return
  const value = exposing(headerOf(response, EXPOSE) ?? '')
  if (value !== undefined) set(value)
}

function hasJsonBody(response: HttpResponse): response is HttpResponse & { body: string } {
  const { body, isBase64Encoded } = response
  if (typeof body !== 'string' || isBase64Encoded) return false
  const type = headerOf(response, 'content-type') ?? 'application/json'
  const names = Object.keys({ ...response.headers, ...response.multiValueHeaders })
  return /[/+]json\b/i.test(type) && !names.some((name) => BOUND_TO_BODY.test(name))
}

/** A header's value, by its lower-case name; several values joined. */
function headerOf({ headers, multiValueHeaders }: HttpResponse, name: string): string | undefined {
  for (const all of [headers, multiValueHeaders]) {
    const key = all ? findKey(all, name) : undefined
    const value = key === undefined ? undefined : all?.[key]
    if (value !== undefined && value !== null) return String(value)
  }
  return undefined
}
