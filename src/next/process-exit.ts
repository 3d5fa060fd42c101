import { guard } from '../core/outcome/guard.ts'
import { processGlobal } from '../core/platform/process-global.ts'
import type { Metadata } from '../core/record.ts'
import type { WatchedRequest } from '../core/trace/exit-watch.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { ServerExitWatch } from '../core/trace/server-exit-watch.ts'

/** Writes the ending of a request that has begun if the process ends first. */
export function watchProcessExit(trace: RequestTrace, metadata?: Metadata): void {
  guard(() => {
    const watch = processGlobal('serverExit', () => new ServerExitWatch())
    const request: WatchedRequest = {
      end: (reason, outcome) => trace.end(`Request ${reason}`, outcome, metadata),
      slot: undefined,
    }
    watch.add(request)
    trace.onEnd(() => void guard(() => watch.delete(request)))
  })
}
