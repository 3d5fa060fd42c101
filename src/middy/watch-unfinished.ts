import type { RequestTrace } from '../core/trace/request-trace.ts'
import { watchProcessExit } from './process-exit.ts'
import { watchTimeout } from './timeout.ts'

/** Writes the ending even if the handler never finishes: before Lambda's timeout, or at exit. */
export function watchUnfinished(
  trace: RequestTrace,
  context: unknown,
  marginMs: number | undefined,
): void {
  const cancelTimer = watchTimeout(trace, context, marginMs)
  const unwatchExit = watchProcessExit(trace)
  trace.onEnd(() => {
    cancelTimer?.()
    unwatchExit()
  })
}
