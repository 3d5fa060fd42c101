import { guard } from '../outcome/guard.ts'
import { processGlobal } from '../platform/process-global.ts'
import type { Metadata } from '../record.ts'
import type { WatchedRequest } from './exit-watch.ts'
import type { RequestTrace } from './request-trace.ts'
import { ServerExitWatch } from './server-exit-watch.ts'

/** Writes the ending of a request that has begun if the process ends first. */
export function watchServerExit(trace: RequestTrace, metadata?: Metadata): void {
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
