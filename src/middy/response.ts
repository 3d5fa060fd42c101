import { engineOf } from '../core/current-trace.ts'
import { BOUND_TO_BODY, withTraceId } from '../core/error-body.ts'
import { listOf, member } from '../core/member.ts'
import { exposing, KEEP_HEADER } from '../core/propagation/outbound.ts'
import type { Metadata } from '../core/record.ts'
import type { RequestTrace } from '../core/request-trace.ts'
import type { Trace } from '../core/trace.ts'
import type { BodyMode } from './options.ts'

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

/** How many records the response of a batch reports as failed; `undefined` for none. */
export function failedRecordsOf(response: unknown): Metadata | undefined {
  const failedRecords = listOf(member(response, 'batchItemFailures')).length
  return failedRecords === 0 ? undefined : { failedRecords }
}

/**
 * A copy of an HTTP response that carries the trace id: in a header, and in the body of a JSON error.
 * What is no HTTP response comes back as it is, and so does one that makes its own JSON.
 */
export function addTraceHeaders<T>(response: T, trace: Trace): T {
  return withTrace(response, trace, 'errors')
}

/** As {@link addTraceHeaders}, with the trace id in the JSON bodies of errors, in all, or in none. */
export function withTrace<T>(response: T, trace: Trace, mode: BodyMode): T {
  if (trace.id === '' || !isHttpResponse(response)) return response
  if (typeof member(response, 'toJSON') === 'function') return response
  const copy = { ...response, ...headersOf(response, engineOf(trace)) }
  const isMeant = mode === 'always' || (mode === 'errors' && response.statusCode >= 400)
  if (!isMeant || !hasJsonBody(response)) return copy
  return { ...copy, body: withTraceId(response.body, trace.id) }
}

/** A copy of an HTTP response with another body; what is none is its own body. */
export function withBody(response: unknown, body: unknown): unknown {
  return isHttpResponse(response) ? { ...response, body } : body
}

function isHttpResponse(value: unknown): value is HttpResponse {
  return Number.isInteger(member(value, 'statusCode'))
}

const TRACE_ID = 'x-trace-id'
const EXPOSE = 'access-control-expose-headers'
const ALLOW_ORIGIN = 'access-control-allow-origin'

function headersOf(response: HttpResponse, trace: RequestTrace): Partial<HttpResponse> {
  const { headers, multiValueHeaders } = response
  const given = headers ?? multiValueHeaders ?? {}
  const hasLists = given === multiValueHeaders
  const copy: Record<string, unknown> = { ...given }
  const set = (name: string, value: string): void => {
    copy[name] = hasLists ? [value] : value
  }
  if (headerOf(response, TRACE_ID) === undefined) {
    expose(response, (value) => set(keyOf(given, EXPOSE) ?? EXPOSE, value))
    set(TRACE_ID, trace.id)
  }
  if (trace.isKeptUnsampled(response.statusCode)) set(KEEP_HEADER, '1')
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
    const key = all ? keyOf(all, name) : undefined
    if (key !== undefined) return String(all?.[key])
  }
  return undefined
}

function keyOf(headers: Headers, name: string): string | undefined {
  for (const key of Object.keys(headers)) {
    if (key.length === name.length && key.toLowerCase() === name) return key
  }
  return undefined
}
