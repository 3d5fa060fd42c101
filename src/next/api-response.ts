import type { NextApiResponse } from 'next'
import { isExtensibleJson, withTraceId } from '../core/propagation/response-body.ts'
import { addsTraceId } from '../core/propagation/trace-id-in-body.ts'
import { addTraceIdHeaders } from '../core/trace/node-response.ts'
import type { ResponseTrace } from './response.ts'

/** The type that Next.js gives to objects. */
const JSON_TYPE = 'application/json; charset=utf-8'

/**
 * Makes the response of an API route carry the trace id: in a header, and in JSON bodies that `json`
 * and `send` are given, as `traceIdInBody` says. Next.js computes the length and the ETag afterwards.
 */
export function addTraceId(response: NextApiResponse, traced: ResponseTrace): void {
  addTraceIdHeaders(response, traced.trace)
  const { send } = response
  if (typeof send !== 'function') return // a test's fake response
  // Next.js's `json` sends its text with `send`.
  response.send = (body) => send.call(response, bodyWithTraceId(body, response, traced))
}

function bodyWithTraceId(
  body: unknown,
  response: NextApiResponse,
  { trace, traceIdInBody }: ResponseTrace,
): unknown {
  if (!addsTraceId(traceIdInBody, response.statusCode)) return body
  const isText = typeof body === 'string'
  const type = isText ? String(response.getHeader('content-type')) : JSON_TYPE
  if (!isExtensibleJson(type, response.getHeaderNames())) return body
  try {
    const text = isText ? body : jsonOfObject(body)
    if (text === undefined) return body
    const extended = withTraceId(text, trace.id)
    if (extended === text) return body
    if (!isText) response.setHeader('Content-Type', JSON_TYPE)
    return extended
  } catch {
    return body // Next.js fails alike, with the error that the handler must see
  }
}

/** Returns the JSON that Next.js makes of an object; `undefined` for what it sends in another way. */
function jsonOfObject(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const isBinary = ArrayBuffer.isView(body) || 'pipe' in body
  return isBinary ? undefined : JSON.stringify(body)
}
