import { endUnfinished } from '../core/lambda/end-unfinished.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { statusIn } from '../core/outcome/http-status.ts'
import type { Outcome } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'

/**
 * Writes the ending of an invocation that was answered or failed: a timeout if Middy's
 * `timeoutEarlyInMillis` gave up on the handler.
 * @param thrown the error that the invocation failed with
 */
export function endInvocation(
  trace: RequestTrace,
  message: string,
  outcome: Outcome,
  { metadata, thrown }: { metadata?: Metadata | undefined; thrown?: unknown },
): void {
  if (!isMiddyTimeout(thrown) && !isAnsweredUnfinished(trace, metadata)) {
    trace.end(message, outcome, metadata)
    return
  }
  const error = { message, ...outcome.error, code: 'TIMEOUT' }
  endUnfinished(
    trace,
    'Lambda timeout',
    { ...outcome, level: 'error', error, Timeouts: 1 },
    metadata,
  )
}

/** Whether an error is the one that Middy throws without a `timeoutEarlyResponse`. */
function isMiddyTimeout(thrown: unknown): boolean {
  return (
    safeGet(thrown, 'name') === 'TimeoutError' &&
    safeGet(safeGet(thrown, 'cause'), 'package') === '@middy/core'
  )
}

/**
 * Whether an answer says that time ran out, and steps still run: a `timeoutEarlyResponse` answered,
 * or a time limit of the handler's own.
 */
function isAnsweredUnfinished(trace: RequestTrace, metadata: Metadata | undefined): boolean {
  const status = statusIn(metadata)
  return (status === 408 || status === 504) && trace.openSteps().length > 0
}
