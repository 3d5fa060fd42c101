import { watchUnfinished } from '../core/lambda/watch-unfinished.ts'
import { guard } from '../core/outcome/guard.ts'
import type { Metadata } from '../core/record.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { watchServerExit } from '../core/trace/server-exit-watch.ts'
import { waitForExporters } from './wait-until.ts'

/** Writes the ending of a request even if its handler never finishes. */
export function watchEnding(trace: RequestTrace, metadata?: Metadata): void {
  // Also on Lambda: Next.js survives errors that nothing caught, as in a server.
  const watchExit = watchServerExit
  const onEnd = (): void => waitForExporters(trace)
  guard(() => watchUnfinished(trace, { name: 'Request', watchExit, metadata, onEnd }))
}
