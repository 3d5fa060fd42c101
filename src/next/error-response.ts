import { statusOfError } from '../core/outcome/describe-error.ts'
import { guard } from '../core/outcome/guard.ts'
import { codeOfStatus } from '../core/outcome/http-status.ts'
import { addsTraceId } from '../core/propagation/trace-id-in-body.ts'
import { endWithError, endWithStatus } from '../core/trace/request-ending.ts'
import { finishWithResponse, type TracedRequest } from './completion.ts'
import { controlFlowOf, controlFlowResponse, ownControlFlow } from './control-flow.ts'
import type { ErrorResponse } from './options.ts'
import { type ResponseTrace, tracedResponse } from './response.ts'
import { discardCookies } from './work-store.ts'

/**
 * Ends a request whose handler threw. Returns the response to send; `undefined` if the error must be
 * thrown on to Next.js.
 */
export async function respondToThrown(
  traced: TracedRequest,
  thrown: unknown,
  errorResponse: ErrorResponse,
): Promise<Response | undefined> {
  const { trace, request, metadata } = traced
  const controlFlow = controlFlowOf(thrown)
  if (controlFlow === undefined) return respondToError(traced, thrown, errorResponse)
  const own = ownControlFlow(thrown)
  const response = own && guard(() => controlFlowResponse(own, request))
  if (response !== undefined) return finishWithResponse(traced, response)
  endWithStatus(trace, { ...metadata, statusCode: controlFlow.status })
  return undefined
}

async function respondToError(
  traced: TracedRequest,
  error: unknown,
  errorResponse: ErrorResponse,
): Promise<Response | undefined> {
  const status = statusFor(error, errorResponse)
  endWithError(traced.trace, error, { ...traced.metadata, statusCode: status })
  if (errorResponse === 'rethrow') return undefined
  guard(discardCookies)
  const response = Response.json(errorBody(status, traced), { status })
  return tracedResponse(response, traced, () => undefined)
}

/** Returns the status with which an error is answered. Next.js answers every error with 500. */
export function statusFor(error: unknown, errorResponse: ErrorResponse): number {
  return errorResponse === 'json' ? (statusOfError(error) ?? 500) : 500
}

/** Returns the JSON with which `errorResponse: 'json'` answers an error: no message and no stack. */
export function errorBody(
  status: number,
  { trace, traceIdInBody }: ResponseTrace,
): { error: string; traceId?: string } {
  const error = codeOfStatus(status)
  return addsTraceId(traceIdInBody, status) ? { error, traceId: trace.id } : { error }
}
