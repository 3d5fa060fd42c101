import { statusOfError } from '../core/outcome/describe-error.ts'
import { harmless } from '../core/outcome/guard.ts'
import { withTraceIdHeader } from '../core/propagation/outbound.ts'
import { answered, type Exchange, endAnswered, endWithError, errorBody } from './completion.ts'
import { answerOf, ownSignal, readSignal } from './navigation.ts'
import type { ErrorAnswer } from './options.ts'

/**
 * What to answer a request with whose handler threw; `undefined` when the error is to be thrown on.
 * The ending is written either way.
 */
export async function answerToThrown(
  exchange: Exchange,
  error: unknown,
  errors: ErrorAnswer,
): Promise<Response | undefined> {
  const { trace, request, facts } = exchange
  const signal = readSignal(error)
  if (signal === undefined) return answerToError(exchange, error, errors)
  const own = ownSignal(error)
  const answer = own && harmless(() => answerOf(own, request))
  if (answer !== undefined) return answered(exchange, answer)
  endAnswered(trace, { ...facts, statusCode: signal.status }, false)
  return undefined
}

function answerToError(
  { trace, facts }: Exchange,
  error: unknown,
  errors: ErrorAnswer,
): Response | undefined {
  // Whatever status an error asks for, Next.js answers it with 500.
  const status = errors === 'json' ? (statusOfError(error) ?? 500) : 500
  endWithError(trace, error, { ...facts, statusCode: status })
  if (errors === 'rethrow') return undefined
  const headers = withTraceIdHeader(undefined, trace.id)
  return Response.json(errorBody(status, trace.id), { status, headers })
}
