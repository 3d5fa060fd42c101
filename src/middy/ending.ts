import type { Outcome } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { logLambdaError, logLambdaSuccess } from './functions.ts'
import type { Ending } from './lifecycle.ts'
import { failedRecordsOf, statusOf } from './response.ts'
import type { StreamEnd } from './stream.ts'
import type { TriggerEvent } from './triggers/trigger.ts'

/** Writes the ending of an invocation as Middy left it. */
export function logEnding(
  trace: RequestTrace,
  ending: Ending,
  refusal?: TriggerEvent['refusal'],
): void {
  const { response, failure, thrownInstead } = ending
  const metadata = isUnanswered(trace, ending)
    ? { statusCode: refusal?.(thrownInstead ?? failure?.error) ?? UNANSWERED }
    : factsOf(response)
  if (failure === undefined) logLambdaSuccess(trace, metadata)
  else if (thrownInstead === undefined) logLambdaError(trace, failure.error, metadata)
  else logLambdaError(trace, failure.error, { ...metadata, thrownInstead })
}

/** What the caller of a function is answered that has failed, whatever status its error asks for. */
const UNANSWERED = 500

function isUnanswered({ outer }: RequestTrace, { response, failure, isThrown }: Ending): boolean {
  return failure !== undefined && (response === undefined || isThrown === true) && !outer
}

const ABORTED: Outcome = { level: 'warn', result: 'partial' }

/** Writes the ending of an invocation whose response was streamed. */
export function logStreamEnding(trace: RequestTrace, response: unknown, end: StreamEnd): void {
  const { bytes, timeToFirstByte, failure, aborted } = end
  const metadata = { ...factsOf(response), bytes, timeToFirstByte }
  if (aborted) trace.end('Lambda aborted', ABORTED, { ...metadata, aborted })
  else if (failure === undefined) logLambdaSuccess(trace, metadata)
  else logLambdaError(trace, failure.error, metadata)
}

function factsOf(response: unknown): Metadata | undefined {
  const statusCode = statusOf(response)
  return statusCode === undefined ? failedRecordsOf(response) : { statusCode }
}
