import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { workUnit } from './work-store.ts'

// A member, since a `WeakMap` with an entry for each request costs more than the rest of a trace.
const TRACE = Symbol('hoptrace')

/** Returns the trace of a request that another wrapper has begun. A request is traced once. */
export function runningTrace(request: object): RequestTrace | undefined {
  const trace = safeGet(keyOf(request), TRACE) as RequestTrace | undefined
  return trace?.ended ? undefined : trace
}

/** Remembers that a wrapper has begun the trace of a request. */
export function setRunning(request: object, trace: RequestTrace): void {
  guard(() => Reflect.defineProperty(keyOf(request), TRACE, { value: trace, configurable: true }))
}

// A handler between two wrappers may replace the request.
function keyOf(request: object): object {
  return workUnit() ?? request
}
