import type { Outcome } from '../outcome/outcome.ts'
import type { Metadata } from '../record.ts'
import type { RequestTrace } from '../trace/request-trace.ts'
import { endUnfinished, type UnfinishedReason } from './end-unfinished.ts'
import { watchProcessExit } from './process-exit.ts'
import { watchTimeout } from './timeout.ts'

/** Writes the ending of a request whose handler won't finish. */
export type EndUnfinished = (reason: UnfinishedReason, outcome: Outcome) => void

/**
 * Writes the ending even if the handler never finishes: before Lambda's timeout, or at exit.
 * @param name the first word of the ending's message
 * @param marginMs see {@link watchTimeout}
 * @param metadata facts for such an ending
 */
export function watchUnfinished(
  trace: RequestTrace,
  name: 'Lambda' | 'Request',
  marginMs?: number,
  metadata?: Metadata,
): void {
  const end: EndUnfinished = (reason, outcome) =>
    endUnfinished(trace, `${name} ${reason}`, outcome, metadata)
  const cancelTimer = watchTimeout(trace, marginMs, end)
  const unwatchExit = watchProcessExit(end)
  trace.onEnd(() => {
    cancelTimer?.()
    unwatchExit()
  })
}
