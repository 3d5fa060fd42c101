import type { NextApiRequest, NextApiResponse } from 'next'
import { checkHandler } from '../core/option/check-handler.ts'
import { statusOfError } from '../core/outcome/describe-error.ts'
import { guard } from '../core/outcome/guard.ts'
import type { Metadata } from '../core/record.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace } from './begin.ts'
import { endAnswered, endWithError, errorBody } from './completion.ts'
import { LAYER, logRequest } from './functions.ts'
import { identifyBy } from './identity.ts'
import { type ErrorResponse, type NextOptions, resolveNextOptions } from './options.ts'
import { apiPattern } from './work-store.ts'

/** A Pages Router API handler with the request's trace as its third argument. */
export type TracedApiHandler<Body> = (
  request: NextApiRequest,
  response: NextApiResponse<Body>,
  trace: Trace,
) => unknown

/**
 * Traces an API route of the Pages Router: as `withTracing` does one of the App Router.
 *
 * @example
 * export default withApiTracing(async (request, response, trace) => response.json({ id: trace.id }))
 * @throws TypeError when an option is wrong, or the handler is no function
 */
// biome-ignore lint/suspicious/noExplicitAny: as Next.js leaves the body open
export function withApiTracing<Body = any>(
  handler: TracedApiHandler<Body>,
  options: NextOptions<NextApiRequest, NextApiResponse<Body>> = {},
): (request: NextApiRequest, response: NextApiResponse<Body>) => Promise<unknown> {
  checkHandler('withApiTracing', handler)
  const { settings, identify, errorResponse } = resolveNextOptions(options, LAYER)

  return async function tracedApiRoute(request, response) {
    const metadata: Metadata = { method: request.method, path: apiPattern(request) }
    const action = settings.action ?? [metadata.method, metadata.path].filter(Boolean).join(' ')
    const trace = beginTrace({ ...settings, action }, request.headers)
    return trace.run(async () => {
      if (identify) identifyBy(trace, () => identify(request, response))
      logRequest(trace, metadata)
      guard(() => stamp(response, trace))
      const ending: Ending = { trace, metadata }
      guard(() => response.once('close', () => endOnClose(response, ending)))
      try {
        return await handler(request, response, trace)
      } catch (error) {
        if (answerError(response, ending, error, errorResponse)) return undefined
        throw error
      } finally {
        ending.handlerDuration = trace.elapsed()
      }
    })
  }
}

interface Ending {
  readonly trace: RequestTrace
  readonly metadata: Metadata
  handlerDuration?: number
}

function stamp(response: NextApiResponse, trace: Trace): void {
  if (!response.hasHeader('x-trace-id')) response.setHeader('x-trace-id', trace.id)
}

function endOnClose(response: NextApiResponse, ending: Ending): void {
  const { trace, handlerDuration } = ending
  if (trace.ended) return
  const metadata = { ...ending.metadata, statusCode: response.statusCode, handlerDuration }
  endAnswered(trace, metadata, !response.writableFinished)
}

/** Writes the ending of a request whose handler threw, and answers it where that is asked for. */
function answerError(
  response: NextApiResponse,
  { trace, metadata }: Ending,
  error: unknown,
  errorResponse: ErrorResponse,
): boolean {
  const isOurs = errorResponse === 'json' && !response.headersSent
  const status = isOurs ? (statusOfError(error) ?? 500) : 500
  endWithError(trace, error, { ...metadata, statusCode: status })
  if (!isOurs) return false
  response.status(status).json(errorBody(status, trace.id))
  return true
}
