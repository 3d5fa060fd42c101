import { statusIn } from '../outcome/http-status.ts'
import { type Outcome, outcomeOfFailure, outcomeOfStatus } from '../outcome/outcome.ts'
import type { Metadata } from '../record.ts'
import type { RequestTrace } from './request-trace.ts'
import { rememberError } from './written-errors.ts'

/**
 * Writes the ending of a request that failed with an error.
 * @param metadata default of `statusCode`: 500, with which servers answer an error
 */
export function endWithError(trace: RequestTrace, error: unknown, metadata: Metadata): void {
  const withStatus = { statusCode: 500, ...metadata }
  rememberError(error, trace)
  trace.end('Request error', outcomeOfFailure(error, statusIn(withStatus)), withStatus)
}

/**
 * Writes the ending of a request by `metadata.statusCode`; without one it is a success.
 * @param isAborted whether the client left before it had the whole response
 */
export function endWithStatus(
  trace: RequestTrace,
  metadata: Metadata | undefined,
  isAborted = false,
): void {
  const outcome = outcomeOfStatus(statusIn(metadata))
  if (!isAborted) trace.end('Request complete', outcome, metadata)
  else trace.end('Request aborted', asPartial(outcome), { ...metadata, aborted: true })
}

function asPartial(outcome: Outcome): Outcome {
  return outcome.result === 'success' ? { ...outcome, level: 'warn', result: 'partial' } : outcome
}
