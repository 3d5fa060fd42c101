import type { Outcome } from '../outcome/outcome.ts'
import type { Metadata } from '../record.ts'
import type { WatchedRequest } from '../trace/exit-watch.ts'
import type { RequestTrace } from '../trace/request-trace.ts'
import { endUnfinished, type UnfinishedReason } from './end-unfinished.ts'
import { watchTimeout } from './timeout.ts'

/** How a host's requests end if their handlers never finish. */
export interface UnfinishedHost {
  /** The first word of such an ending's message. */
  readonly name: 'Lambda' | 'Request'
  /** Calls `end` when the process exits or crashes. Returns a function that ends the watching. */
  readonly watchExit: (end: WatchedRequest['end']) => () => void
  /** See {@link watchTimeout}. */
  readonly marginMs?: number | undefined
  /** Called after the ending. */
  readonly onEnd?: () => void
  /** Facts for such an ending. */
  readonly metadata?: Metadata | undefined
}

/** Writes the ending even if the handler never finishes: before Lambda's timeout, or at exit. */
export function watchUnfinished(trace: RequestTrace, host: UnfinishedHost): void {
  const { name, watchExit, marginMs, metadata, onEnd } = host
  const end = (reason: UnfinishedReason, outcome: Outcome): void => {
    endUnfinished(trace, `${name} ${reason}`, outcome, metadata)
    void trace.writer.spans?.flush()
  }
  const cancelTimer = watchTimeout(trace, marginMs, end)
  const unwatchExit = watchExit(end)
  trace.onEnd(() => {
    cancelTimer?.()
    unwatchExit()
    onEnd?.()
  })
}
