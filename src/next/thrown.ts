import { statusOfError } from '../core/outcome/describe-error.ts'
import { guard } from '../core/outcome/guard.ts'
import { withTraceIdHeader } from '../core/propagation/outbound.ts'
import {
  endAnswered,
  endWithError,
  errorBody,
  finishWithResponse,
  type TracedRequest,
} from './completion.ts'
import { answerOf, ownSignal, readSignal } from './navigation.ts'
import type { ErrorResponse } from './options.ts'

/**
 * What to answer a request with whose handler threw; `undefined` when the error is to be thrown on.
 * The ending is written either way.
 */
export async function answerToThrown(
  traced: TracedRequest,
  error: unknown,
  errorResponse: ErrorResponse,
): Promise<Response | undefined> {
  const { trace, request, metadata } = traced
  const signal = readSignal(error)
  if (signal === undefined) return answerToError(traced, error, errorResponse)
  const own = ownSignal(error)
  const answer = own && guard(() => answerOf(own, request))
  if (answer !== undefined) return finishWithResponse(traced, answer)
  endAnswered(trace, { ...metadata, statusCode: signal.status }, false)
  return undefined
}

function answerToError(
  { trace, metadata }: TracedRequest,
  error: unknown,
  errorResponse: ErrorResponse,
): Response | undefined {
  // Whatever status an error asks for, Next.js answers it with 500.
  const status = errorResponse === 'json' ? (statusOfError(error) ?? 500) : 500
  endWithError(trace, error, { ...metadata, statusCode: status })
  if (errorResponse === 'rethrow') return undefined
  const headers = withTraceIdHeader(undefined, trace.id)
  return Response.json(errorBody(status, trace.id), { status, headers })
}
