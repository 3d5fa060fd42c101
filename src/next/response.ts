import {
  ALLOW_ORIGIN,
  EXPOSE_HEADERS,
  exposing,
  KEEP_HEADER,
} from '../core/propagation/outbound.ts'
import { isExtensibleJson, withTraceId } from '../core/propagation/response-body.ts'
import { addsTraceId, type TraceIdInBody } from '../core/propagation/trace-id-in-body.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { watchedBody } from './watched-body.ts'

/** The trace that a response carries, and which JSON bodies carry its id. */
export interface ResponseTrace {
  readonly trace: RequestTrace
  readonly traceIdInBody: TraceIdInBody
}

/**
 * Returns a copy of a response that carries the trace id: in a header, and in JSON bodies as
 * `traceIdInBody` says. A value that can't be sent (a used body, `Response.error()`, no response at
 * all) is returned as it is.
 * @param onFailed called if the body's producer fails
 */
export async function tracedResponse(
  response: Response,
  { trace, traceIdInBody }: ResponseTrace,
  onFailed: (error: unknown) => void,
): Promise<Response> {
  if (!isSendable(response)) return response
  const { status, statusText } = response
  const body =
    response.body && addsTraceId(traceIdInBody, status) && isExtensible(response)
      ? await extendedBody(response, trace.id)
      : response.body && watchedBody(response.body, { trace, onFailed })
  const sent = new Response(body, { status, statusText, headers: response.headers })
  addTraceHeaders(sent, trace)
  return sent
}

function addTraceHeaders({ headers, status }: Response, trace: RequestTrace): void {
  if (trace.id !== '' && !headers.has('x-trace-id')) headers.set('x-trace-id', trace.id)
  if (trace.isKeptUnsampled(status)) headers.set(KEEP_HEADER, '1')
  if (!headers.has(ALLOW_ORIGIN)) return
  const exposed = exposing(headers.get(EXPOSE_HEADERS) ?? '')
  if (exposed !== undefined) headers.set(EXPOSE_HEADERS, exposed)
}

/** Whether Next.js can send what a handler returned. Otherwise it answers with a 500. */
export function isSendable(response: unknown): response is Response {
  if (!(response instanceof Response)) return false
  return response.status >= 200 && !response.bodyUsed && response.body?.locked !== true
}

/** Whether a proxy's response forwards the request, instead of answering it. */
export function isForwarding(response: Response): boolean {
  if (!isSendable(response)) return false
  return response.headers.has('x-middleware-next') || response.headers.has('x-middleware-rewrite')
}

function isExtensible({ headers }: Response): boolean {
  return isExtensibleJson(headers.get('content-type') ?? '', [...headers.keys()])
}

/** Returns a body with the trace id, or its own bytes if they are not UTF-8. */
async function extendedBody(response: Response, traceId: string): Promise<string | ArrayBuffer> {
  const bytes = await response.arrayBuffer()
  try {
    return withTraceId(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      traceId,
    )
  } catch {
    return bytes
  }
}
