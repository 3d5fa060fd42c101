const ACCEPTED = /^[A-Za-z0-9_-]{1,128}$/
const PREFIX = 'req_'
const UUID = /^(?:req_)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const NIL = '0'.repeat(32)

/** The trace id of an `x-trace-id` header; `undefined` for what must not be echoed or logged. */
export function parseTraceId(text: string | undefined): string | undefined {
  if (text === undefined || !ACCEPTED.test(text)) return undefined
  return w3cFromTraceId(text) === NIL ? undefined : text
}

/**
 * The 32-hex W3C spelling of a trace id, `undefined` for a foreign id, which has none.
 * The shape decides, never the UUID's version: ids that came from W3C or X-Ray have no valid one.
 */
export function w3cFromTraceId(traceId: string): string | undefined {
  if (!UUID.test(traceId)) return undefined
  return traceId.replace(PREFIX, '').replaceAll('-', '')
}

/** The trace id of a W3C trace-id of 32 lower-case hex. */
export function traceIdFromW3c(hex: string): string {
  const group = (from: number, to: number): string => hex.slice(from, to)
  return `${PREFIX}${group(0, 8)}-${group(8, 12)}-${group(12, 16)}-${group(16, 20)}-${group(20, 32)}`
}
