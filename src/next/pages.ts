import type { NextApiRequest, NextApiResponse } from 'next'
import { checkHandler } from '../core/option/check-handler.ts'
import { statusOfError } from '../core/outcome/describe-error.ts'
import { harmless } from '../core/outcome/guard.ts'
import type { Metadata } from '../core/record.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace } from './begin.ts'
import { endAnswered, endWithError, errorBody } from './completion.ts'
import { LAYER, logRequest } from './functions.ts'
import { identifyBy } from './identity.ts'
import { type ErrorAnswer, type NextOptions, resolveNextOptions } from './options.ts'
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
  const { settings, identify, errors } = resolveNextOptions(options, LAYER)

  return async function tracedApiRoute(request, response) {
    const facts: Metadata = { method: request.method, path: apiPattern(request) }
    const action = settings.action ?? [facts.method, facts.path].filter(Boolean).join(' ')
    const trace = beginTrace({ ...settings, action }, request.headers)
    return trace.run(async () => {
      if (identify) identifyBy(trace, () => identify(request, response))
      logRequest(trace, facts)
      harmless(() => stamp(response, trace))
      const ending: Ending = { trace, facts }
      harmless(() => response.once('close', () => endOnClose(response, ending)))
      try {
        return await handler(request, response, trace)
      } catch (error) {
        if (answerError(response, ending, error, errors)) return undefined
        throw error
      } finally {
        ending.handlerDuration = trace.elapsed()
      }
    })
  }
}

interface Ending {
  readonly trace: RequestTrace
  readonly facts: Metadata
  handlerDuration?: number
}

function stamp(response: NextApiResponse, trace: Trace): void {
  if (!response.hasHeader('x-trace-id')) response.setHeader('x-trace-id', trace.id)
}

function endOnClose(response: NextApiResponse, { trace, facts, handlerDuration }: Ending): void {
  if (trace.ended) return
  const metadata = { ...facts, statusCode: response.statusCode, handlerDuration }
  endAnswered(trace, metadata, !response.writableFinished)
}

/** Writes the ending of a request whose handler threw, and answers it where that is asked for. */
function answerError(
  response: NextApiResponse,
  { trace, facts }: Ending,
  error: unknown,
  errors: ErrorAnswer,
): boolean {
  const isOurs = errors === 'json' && !response.headersSent
  const status = isOurs ? (statusOfError(error) ?? 500) : 500
  endWithError(trace, error, { ...facts, statusCode: status })
  if (!isOurs) return false
  response.status(status).json(errorBody(status, trace.id))
  return true
}
