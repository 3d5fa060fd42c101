import { ticks } from '../platform/clock.ts'
import { environment } from '../platform/environment.ts'
import { worker } from './worker.ts'

/** Whether this request waited for its worker to load. The next one is warm. */
export function takeColdStart(): boolean {
  // A worker that waited longer for its first invocation was initialized ahead of time.
  const proactiveInitMs = 10_000
  if (worker.isWarm) return false
  worker.isWarm = true
  const isProvisioned = environment('AWS_LAMBDA_INITIALIZATION_TYPE') === 'provisioned-concurrency'
  return !isProvisioned && ticks() - worker.loadedAt < proactiveInitMs
}
