import { guard } from '../core/outcome/guard.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { workUnit } from './work-store.ts'

const running = new WeakMap<object, RequestTrace>()

/** Returns the trace of a request that another wrapper has begun. A request is traced once. */
export function runningTrace(request: object): RequestTrace | undefined {
  const trace = running.get(keyOf(request))
  return trace?.ended ? undefined : trace
}

/** Remembers that a wrapper has begun the trace of a request. */
export function setRunning(request: object, trace: RequestTrace): void {
  guard(() => running.set(keyOf(request), trace))
}

// A handler between two wrappers may replace the request.
function keyOf(request: object): object {
  return workUnit() ?? request
}
