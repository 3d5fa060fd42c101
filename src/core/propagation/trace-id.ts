// The nil UUID is refused: as a W3C trace-id it would be invalid.
const TRACE_ID = /^(?!(?:req_)?0{8}-0{4}-0{4}-0{4}-0{12}$)[A-Za-z0-9_-]{1,128}$/
const PREFIX = 'req_'
const UUID_LENGTH = 36
const UUID = /^(?:req_)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Parses an `x-trace-id` header. Returns `undefined` for a value that must not be echoed or logged. */
export function parseTraceId(text: string | undefined): string | undefined {
  return text !== undefined && TRACE_ID.test(text) ? text : undefined
}

/**
 * Returns the W3C spelling of a trace id, 32 hex digits; `undefined` for a foreign id, which has none.
 * Only the shape is checked, not the UUID's version: ids that came from W3C or X-Ray have no valid one.
 */
export function w3cFromTraceId(traceId: string): string | undefined {
  if (!UUID.test(traceId)) return undefined
  const start = traceId.length - UUID_LENGTH
  const group = (from: number, to: number): string => traceId.slice(start + from, start + to)
  return group(0, 8) + group(9, 13) + group(14, 18) + group(19, 23) + group(24, 36)
}

/** Returns the trace id of a W3C trace-id, which is 32 lower-case hex digits. */
export function traceIdFromW3c(hex: string): string {
  const group = (from: number, to: number): string => hex.slice(from, to)
  return `${PREFIX}${group(0, 8)}-${group(8, 12)}-${group(12, 16)}-${group(16, 20)}-${group(20, 32)}`
}
