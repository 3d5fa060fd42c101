import { findKey } from '../core/lib/find-key.ts'
import { safeGet } from '../core/lib/safe-get.ts'

type Headers = Readonly<Record<string, unknown>>

/** An HTTP response as handlers return it. */
export interface HttpResponse {
  readonly statusCode: number | string
  readonly headers?: Headers | null
  readonly multiValueHeaders?: Headers | null
  readonly body?: unknown
  readonly isBase64Encoded?: unknown
}

/** Returns the status of an HTTP response, a number or a text; `undefined` for other values. */
export function statusOf(response: unknown): number | undefined {
  const status = safeGet(response, 'statusCode')
  if (typeof status === 'string') return /^[1-5]\d\d$/.test(status) ? Number(status) : undefined
  return Number.isInteger(status) ? (status as number) : undefined
}

/** Returns a header's value by its lower-case name. */
export function headerOf(
  { headers, multiValueHeaders }: HttpResponse,
  name: string,
): string | undefined {
  for (const source of [headers, multiValueHeaders]) {
    const key = source ? findKey(source, name) : undefined
    const value = key === undefined ? undefined : source?.[key]
    if (value !== undefined && value !== null) return String(value)
  }
  return undefined
}

/** Returns a changed copy of a response. The copy has the same class. */
export function copyOf<T extends object>(response: T, changes: Partial<HttpResponse>): T {
  const copy = { ...response, ...changes }
  const prototype: object | null = Object.getPrototypeOf(response)
  if (prototype === Object.prototype || prototype === null) return copy
  return Object.create(prototype, Object.getOwnPropertyDescriptors(copy))
}

/**
 * Returns a response with `body` in place of its stream: a copy of an HTTP response, or `body`
 * itself if the response was the stream.
 */
export function withBody(response: unknown, stream: unknown, body: unknown): unknown {
  if (statusOf(response) === undefined) return body
  // The response is a stream that has a status. A copy of its class would share the stream's state.
  if (response === stream) return { ...(response as HttpResponse), body }
  return copyOf(response as HttpResponse, { body })
}
