// The nil UUID is refused: as a W3C trace-id it would be invalid.
const TRACE_ID = /^(?!(?:req_)?0{8}(?:-0{4}){3}-0{12}$)[\w-]{1,128}$/
const UUID_LENGTH = 36
const UUID = /^(?:req_)?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

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
  const uuid = traceId.slice(-UUID_LENGTH)
  // Slices take half the time of `replaceAll`.
  const start = uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18)
  return start + uuid.slice(19, 23) + uuid.slice(24)
}

/** Returns the trace id of a W3C trace-id, which is 32 lower-case hex digits. */
export function traceIdFromW3c(hex: string): string {
  const start = `req_${hex.slice(0, 8)}-${hex.slice(8, 12)}`
  return `${start}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
