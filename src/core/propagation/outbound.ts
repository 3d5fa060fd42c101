import type { Origin } from './inbound.ts'
import { formatTraceparent } from './traceparent.ts'

/** A copy of `init` with the headers that carry a trace on from a span; headers that are there already stay. */
export function withTraceHeaders(
  init: HeadersInit | undefined,
  origin: Origin,
  spanId: string,
): Headers {
  const headers = withTraceIdHeader(init, origin.traceId)
  const { w3cTraceId: traceId, flags } = origin
  setAbsent(headers, 'traceparent', formatTraceparent({ traceId, parentId: spanId, flags }))
  return headers
}

/** A copy of `init` with the trace id, which a header that is there already overrides. */
export function withTraceIdHeader(init: HeadersInit | undefined, traceId: string): Headers {
  const headers = new Headers(init)
  if (traceId !== '') setAbsent(headers, 'x-trace-id', traceId)
  return headers
}

function setAbsent(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value)
}
