import type { TraceContext } from './inbound.ts'
import { type SpanContext, traceparentOf } from './span-context.ts'
import { formatXrayHeader, type XrayHeader, xrayFromW3c } from './xray.ts'

/** The response header with which a service says that it has kept a trace that isn't sampled. */
export const KEEP_HEADER = 'x-trace-keep'

/** What headers are made from. `HeadersInit` under a name that exists without TypeScript's library `dom`. */
export type HeaderFields = ConstructorParameters<typeof Headers>[0]

/** What headers are copied from. */
export type HeadersSource = HeaderFields | Request

/**
 * Returns a copy of `init` with the headers that carry a trace on. Headers that are there already
 * stay, unless they came from a refused caller.
 */
export function withTraceHeaders(init: HeadersSource, span: SpanContext): Headers {
  const { traceId } = span.trace
  const headers = withoutRefused(init, span.trace)
  // A span belongs to its trace: beside another id it would be another trace's. So does a tracestate to
  // its traceparent.
  if (!headers.has('x-trace-id')) headers.delete('x-trace-parent')
  const isOther = (headers.get('x-trace-id') ?? traceId) !== traceId
  const isBelow = headers.has('traceparent')
  for (const [name, value] of traceHeaders(span))
    if (!(isOther && name === 'x-trace-parent') && !(isBelow && name === 'tracestate'))
      setAbsent(headers, name, value)
  return headers
}

/** Returns the headers that carry a trace on. Those without a value are not sent. */
export function traceHeaders(
  span: SpanContext,
): readonly (readonly [name: string, value: string | undefined])[] {
  const { trace, spanId } = span
  return [
    ['x-trace-id', trace.traceId],
    ['x-trace-parent', spanId],
    ['x-trace-hops', String((trace.depth ?? 0) + 1)],
    ['x-amzn-trace-id', xrayHeader(span)],
    ['traceparent', traceparentOf(span)],
    ['tracestate', trace.tracestate],
  ]
}

/**
 * Returns the `X-Amzn-Trace-Id` for a request to AWS. X-Ray draws what AWS calls for it below the
 * header's parent: that is our span only if X-Ray receives our spans.
 */
export function awsXrayHeader({ trace, spanId }: SpanContext): string | undefined {
  return formatBelow(trace.xray, trace.isInXray ? spanId : undefined)
}

/** Returns a copy of `init` with the trace id, unless it has one already. */
export function withTraceIdHeader(init: HeadersSource, traceId: string): Headers {
  const headers = copyHeaders(init)
  if (traceId !== '') setAbsent(headers, 'x-trace-id', traceId)
  return headers
}

/** With this response header, a browser's script of another origin may read the response. */
export const ALLOW_ORIGIN = 'access-control-allow-origin'
/** The response header that names the headers such a script can read. */
export const EXPOSE_HEADERS = 'access-control-expose-headers'

/**
 * Returns the value of `access-control-expose-headers` with `x-trace-id` added, so that scripts of
 * other origins can read that; `undefined` if it is there already.
 */
export function exposing(value: string): string | undefined {
  if (/(^|,)\s*(\*|x-trace-id)\s*(,|$)/i.test(value)) return undefined
  return value === '' ? 'x-trace-id' : `${value}, x-trace-id`
}

/** Returns a copy of the headers of `init`, without those that came from a refused caller. */
export function withoutRefused(init: HeadersSource, trace: TraceContext | undefined): Headers {
  const headers = copyHeaders(init)
  if (trace?.refused === undefined) return headers
  for (const [name, value] of [...headers]) if (trace.refused(name, value)) headers.delete(name)
  return headers
}

/** Returns a copy of the headers of `init`, which may be a `Request` of another realm. */
function copyHeaders(init: HeadersSource): Headers {
  const own: unknown = (init as { headers?: unknown } | undefined)?.headers
  return new Headers((typeof own === 'object' ? own : (init ?? undefined)) as HeaderFields)
}

// Our span is the parent only if X-Ray knows our spans or our trace. Otherwise the header is sent on unchanged.
function xrayHeader({ trace, spanId }: SpanContext): string | undefined {
  const { xray, w3cTraceId, isInXray } = trace
  const isKnown = isInXray || xray?.get('Root') === xrayFromW3c(w3cTraceId)
  return formatBelow(xray, isKnown ? spanId : undefined)
}

function formatBelow(xray: XrayHeader | undefined, parent: string | undefined): string | undefined {
  return xray && formatXrayHeader(parent ? new Map(xray).set('Parent', parent) : xray)
}

function setAbsent(headers: Headers, name: string, value: string | undefined): void {
  if (value !== undefined && !headers.has(name)) headers.set(name, value)
}
