import { guard } from '../core/outcome/guard.ts'
import { readTraceContext, type TraceContext } from '../core/propagation/inbound.ts'
import type { Settings } from '../core/settings.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { FETCH_CACHE } from './fetch-cache.ts'

/** Begins the trace of a request: the caller's, which its headers name, or a new one. */
export function beginTrace(settings: Settings, headers: unknown): RequestTrace {
  return new RequestTrace(settings, readContext(settings, headers), { fetchCache: FETCH_CACHE })
}

/** Returns the trace that headers name, or a new one. */
export function readContext(settings: Settings, headers: unknown): TraceContext {
  // While it prerenders, Next.js can hand out headers that throw when they are read.
  const received = guard(() => new Headers(headers as HeadersInit | undefined))
  return readTraceContext((name) => received?.get(name) ?? undefined, settings)
}
