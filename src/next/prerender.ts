import { environment } from '../core/platform/environment.ts'
import type { Settings } from '../core/settings.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { workUnit } from './work-store.ts'

/**
 * Whether the running code is prerendered: at build, or when a cached response is regenerated. What it
 * returns is kept for every visitor. Reading the clock, randomness or a header makes it dynamic.
 */
export function isPrerendering(): boolean {
  const unit = workUnit()
  if (unit !== undefined) return unit.type !== 'request'
  return environment('NEXT_PHASE') === 'phase-production-build'
}

/** Returns a trace without an id. It writes nothing, and still runs what it is given. */
export function silentTrace(settings: Settings): RequestTrace {
  return new RequestTrace({ ...settings, level: 'none', failureLevel: 'none' })
}
