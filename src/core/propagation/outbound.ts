import type { Origin } from './inbound.ts'
import type { Departure } from './span-context.ts'
import { formatTraceparent, sentFlags } from './traceparent.ts'
import { formatXrayHeader, type XrayHeader, xrayFromW3c } from './xray.ts'

/** With this response header a service says that it has kept a trace that isn't sampled. */
export const KEEP_HEADER = 'x-trace-keep'

/** What headers are made from. Its name, `HeadersInit`, is not there without TypeScript's library `dom`. */
export type HeaderFields = ConstructorParameters<typeof Headers>[0]

/** What headers are copied from. */
export type HeadersSource = HeaderFields | Request

/** A copy of `init` with the headers that carry a trace on; headers that are there already stay. */
export function withTraceHeaders(
  init: HeadersSource,
  origin: Origin,
  { spanId, isSampled }: Departure,
): Headers {
  const headers = copyHeaders(init)
  const { w3cTraceId: traceId, tracestate } = origin
  const flags = sentFlags(origin.flags, isSampled)
  setAbsent(headers, 'x-trace-id', origin.traceId)
  setAbsent(headers, 'x-trace-hops', String((origin.hops ?? 0) + 1))
  setAbsent(headers, 'x-amzn-trace-id', xrayHeader(origin, spanId))
  // A tracestate belongs to its traceparent: beside the caller's own it would be another trace's.
  if (headers.has('traceparent')) return headers
  headers.set('traceparent', formatTraceparent({ traceId, parentId: spanId, flags }))
  setAbsent(headers, 'tracestate', tracestate)
  return headers
}

/**
 * The `X-Amzn-Trace-Id` of a request to AWS from where it stands. What AWS calls for it X-Ray draws
 * below its parent: we are that only where X-Ray is told of our spans.
 */
export function awsXrayHeader({ xray, isInXray, parentId }: Origin): string | undefined {
  return formatBelow(xray, isInXray ? parentId : undefined)
}

/** A copy of `init` with the trace id, which a header that is there already overrides. */
export function withTraceIdHeader(init: HeadersSource, traceId: string): Headers {
  const headers = copyHeaders(init)
  if (traceId !== '') setAbsent(headers, 'x-trace-id', traceId)
  return headers
}

/**
 * The value of `access-control-expose-headers` with `x-trace-id` in it, without which no script of
 * another origin can read that; `undefined` when it is there already.
 */
export function exposing(value: string): string | undefined {
  if (/(^|,)\s*(\*|x-trace-id)\s*(,|$)/i.test(value)) return undefined
  return value === '' ? 'x-trace-id' : `${value}, x-trace-id`
}

/** The headers of anything that has some, to be added to; a `Request` may be another realm's. */
export function copyHeaders(init: HeadersSource): Headers {
  const own: unknown = (init as { headers?: unknown } | undefined)?.headers
  return new Headers((typeof own === 'object' ? own : (init ?? undefined)) as HeaderFields)
}

// We are the parent only where X-Ray knows our spans or our trace; else the header is sent on as it came.
function xrayHeader({ xray, w3cTraceId, isInXray }: Origin, spanId: string): string | undefined {
  const isKnown = isInXray || xray?.get('Root') === xrayFromW3c(w3cTraceId)
  return formatBelow(xray, isKnown ? spanId : undefined)
}

function formatBelow(xray: XrayHeader | undefined, parent: string | undefined): string | undefined {
  return xray && formatXrayHeader(parent ? new Map(xray).set('Parent', parent) : xray)
}

function setAbsent(headers: Headers, name: string, value: string | undefined): void {
  if (value !== undefined && !headers.has(name)) headers.set(name, value)
}
