import { watchProcessExit } from '../core/lambda/process-exit.ts'
import { watchUnfinished } from '../core/lambda/watch-unfinished.ts'
import { guard } from '../core/outcome/guard.ts'
import type { Metadata } from '../core/record.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { watchServerExit } from '../core/trace/server-exit-watch.ts'
import { isOnLambda } from './invocation.ts'
import { serverRequest } from './server-request.ts'

/** Writes the ending of a request even if its handler never finishes. */
export function watchEnding(trace: RequestTrace, metadata?: Metadata): void {
  // A server that runs on Lambda behind an adapter ends as other servers do.
  const isServer = !isOnLambda() || serverRequest() !== undefined
  const watchExit = isServer ? watchServerExit : watchProcessExit
  guard(() => watchUnfinished(trace, { name: 'Request', watchExit, metadata }))
}
