import type { RequestHost } from '../core/host.ts'
import { takeColdStart } from '../core/lambda/cold-start.ts'
import { invocationHost, invocationSegment } from '../core/lambda/invocation-host.ts'
import { guard } from '../core/outcome/guard.ts'
import { readBelowSegment } from '../core/propagation/host-segment.ts'
import type { HeaderReader, InboundPolicy, TraceContext } from '../core/propagation/inbound.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { FETCH_CACHE } from './fetch-cache.ts'
import { invokeStoreField, runningInvocation } from './invocation.ts'
import type { WrapperSettings } from './options.ts'

/** Begins the trace of a request: the caller's, which its headers name, or a new one. */
export function beginTrace(settings: WrapperSettings, headers: unknown): RequestTrace {
  return traceOf(settings, headers, requestHost(settings, takeColdStart))
}

/** Returns the trace of a request that has no start, and so can't tell of a cold start. */
export function unstartedTrace(settings: WrapperSettings, headers: unknown): RequestTrace {
  return traceOf(settings, headers, requestHost(settings))
}

function traceOf(settings: WrapperSettings, headers: unknown, host: RequestHost): RequestTrace {
  return new RequestTrace(settings, readContext(settings, headers, host), host)
}

/** Returns what the host of a request knows. */
export function requestHost(
  { lambdaTimeoutMs }: WrapperSettings,
  coldStart?: () => boolean,
): RequestHost {
  const invocation = runningInvocation(lambdaTimeoutMs)
  if (invocation === undefined) return { fetchCache: FETCH_CACHE }
  return {
    ...invocationHost(invocation, coldStart?.()),
    segment: invocationSegment(invocation),
    fetchCache: FETCH_CACHE,
  }
}

/** Returns the trace that headers name, or a new one. */
export function readContext(
  policy: InboundPolicy,
  headers: unknown,
  { segment }: RequestHost,
): TraceContext {
  // While it prerenders, Next.js can hand out headers that throw when they are read.
  const received = guard(() => {
    if (!(headers instanceof Headers)) return new Headers(headers as HeadersInit | undefined)
    headers.has('traceparent')
    return headers
  })
  return readBelowSegment(withInvokeStore(received), segment, policy)
}

/** The trace that Lambda itself was called with counts as the caller's, if the request names none. */
function withInvokeStore(received: Headers | undefined): HeaderReader {
  const store = { traceparent: 'getTraceparent', tracestate: 'getTracestate' } as const
  const isNamed = received?.has('traceparent')
  return (name) => {
    const own = received?.get(name) ?? undefined
    if (own !== undefined || isNamed || !(name in store)) return own
    const kept = invokeStoreField(store[name as keyof typeof store])
    return typeof kept === 'string' ? kept : undefined
  }
}
