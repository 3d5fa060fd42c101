import type { NextApiRequest, NextApiResponse } from 'next'
import { httpAction } from '../core/lib/http-action.ts'
import { guard } from '../core/outcome/guard.ts'
import type { Metadata } from '../core/record.ts'
import { identifyBy } from '../core/trace/identify-by.ts'
import { endOnClose } from '../core/trace/node-response.ts'
import { endWithError } from '../core/trace/request-ending.ts'
import type { Trace } from '../core/trace.ts'
import { addTraceId } from './api-response.ts'
import { beginTrace } from './begin.ts'
import { callHandler } from './call-handler.ts'
import { errorBody, statusFor } from './error-response.ts'
import { logRequest } from './log-functions.ts'
import type { ErrorResponse, NextSettings } from './options.ts'
import type { ResponseTrace } from './response.ts'
import { runningTrace, setRunning } from './running-request.ts'
import { waitUntil } from './wait-until.ts'
import { watchEnding } from './watch-ending.ts'
import { apiPattern } from './work-store.ts'

/** A handler of the Pages Router's API routes with the request's trace as its third argument. */
export type TracedApiHandler<Body> = (
  request: NextApiRequest,
  response: NextApiResponse<Body>,
  trace: Trace,
) => unknown

/** Returns a handler of the Pages Router's API routes that traces the given one. */
export function traceApiRoute<Body>(
  handler: TracedApiHandler<Body>,
  { settings, identify, errorResponse }: NextSettings<NextApiRequest, NextApiResponse<Body>>,
): (request: NextApiRequest, response: NextApiResponse<Body>) => Promise<unknown> {
  return async (request, response) => {
    const outer = runningTrace(request)
    if (outer !== undefined) return callHandler(handler, request, response, outer)
    const metadata: Metadata = { method: request.method, path: apiPattern(request) }
    const action = settings.action ?? httpAction(metadata)
    const trace = beginTrace({ ...settings, action }, request.headers)
    const traced: ApiRequest = { trace, metadata, traceIdInBody: settings.traceIdInBody }
    setRunning(request, trace)
    return trace.run(async () => {
      if (identify) void identifyBy(trace, () => identify(request, response))
      logRequest(trace, metadata)
      watchEnding(trace, metadata)
      guard(() => addTraceId(response, traced))
      guard(() => endOnClose(response, trace, () => ({ metadata: endingMetadata(traced) })))
      try {
        return await callHandler(handler, request, response, trace)
      } catch (error) {
        if (respondToError(response, traced, error, errorResponse)) return undefined
        throw error
      } finally {
        traced.handlerDuration = trace.elapsed()
        waitForClose(response)
      }
    })
  }
}

/** Makes the platform wait for the ending, which is written when the answer has been sent. */
function waitForClose(response: NextApiResponse): void {
  if (!response.writableEnded || response.closed) return
  waitUntil(new Promise((resolve) => response.once('close', resolve)))
}

/** A request to an API route that has begun. */
interface ApiRequest extends ResponseTrace {
  /** Facts for the start and the ending. */
  readonly metadata: Metadata
  /** Milliseconds. `undefined` until the handler has ended. */
  handlerDuration?: number
}

function endingMetadata({ metadata, handlerDuration }: ApiRequest): Metadata {
  return { ...metadata, handlerDuration }
}

/**
 * Ends a request whose handler threw.
 * @returns whether a response was sent; otherwise the error must be thrown on to Next.js
 */
function respondToError(
  response: NextApiResponse,
  traced: ApiRequest,
  error: unknown,
  errorResponse: ErrorResponse,
): boolean {
  const mode = response.headersSent ? 'rethrow' : errorResponse
  const status = statusFor(error, mode)
  endWithError(traced.trace, error, { ...traced.metadata, statusCode: status })
  if (mode === 'rethrow') return false
  response.status(status).json(errorBody(status, traced))
  return true
}
