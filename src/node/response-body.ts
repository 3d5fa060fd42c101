import type { ServerResponse } from 'node:http'
import { guard } from '../core/outcome/guard.ts'
import { isExtensibleJson, withTraceId } from '../core/propagation/response-body.ts'
import { addsTraceId, type TraceIdInBody } from '../core/propagation/trace-id-in-body.ts'

const LENGTH = 'content-length'

/**
 * Adds the trace id to JSON bodies that `end` is given as a whole, as `mode` says. A length that is
 * set and not yet sent is set anew.
 */
export function addTraceIdToBody(
  response: ServerResponse,
  traceId: string,
  mode: TraceIdInBody,
): void {
  if (mode === 'never') return
  const { write, end } = response
  let hasBegun = false
  response.write = ((...args: Parameters<typeof write>) => {
    hasBegun = true
    return write.apply(response, args)
  }) as typeof write
  response.end = ((...args: Parameters<typeof end>) => {
    const [body] = args as unknown[]
    if (!hasBegun && addsTraceId(mode, response.statusCode))
      args[0] = guard(() => extended(body, response, traceId)) ?? body
    return end.apply(response, args)
  }) as typeof end
}

/** Returns a body with the trace id; `undefined` if it must stay as it is. */
function extended(body: unknown, response: ServerResponse, traceId: string): string | undefined {
  const text = Buffer.isBuffer(body) ? body.toString() : body
  if (typeof text !== 'string' || isOtherCharset(text)) return undefined
  const length = response.getHeader(LENGTH)
  const isOurs = !response.headersSent && Number(length) === Buffer.byteLength(text)
  const names = response.getHeaderNames().filter((name) => !(isOurs && name === LENGTH))
  if (!isExtensibleJson(String(response.getHeader('content-type')), names)) return undefined
  const withId = withTraceId(text, traceId)
  if (withId === text) return undefined
  if (isOurs) response.setHeader(LENGTH, Buffer.byteLength(withId))
  return withId
}

/** Whether bytes were no UTF-8: a copy of their text would not be the same bytes. */
function isOtherCharset(text: string): boolean {
  return text.includes('\uFFFD')
}
