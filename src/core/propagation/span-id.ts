const SPAN_ID = /^(?!0{16})[\da-f]{16}$/

/** Parses an `x-trace-parent`: the span of ours that sent a request. Returns `undefined` for anything else. */
export function parseSpanId(text: string | undefined): string | undefined {
  return text !== undefined && SPAN_ID.test(text) ? text : undefined
}
