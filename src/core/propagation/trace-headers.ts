/** The headers that carry a trace, of hoptrace, W3C and X-Ray, in lower case. */
export const TRACE_HEADERS: readonly string[] = [
  'x-trace-id',
  'x-trace-parent',
  'x-trace-hops',
  'x-trace-keep',
  'traceparent',
  'tracestate',
  'baggage',
  'x-amzn-trace-id',
]
