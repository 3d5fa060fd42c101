import * as afterModule from 'next/dist/server/after/after.js'
import { safeGet } from '../core/lib/safe-get.ts'
import type { Metadata } from '../core/record.ts'
import { endWithError, endWithStatus } from '../core/trace/request-ending.ts'
import { rememberError } from '../core/trace/written-errors.ts'
import { isForwarding, isSendable, type ResponseTrace, tracedResponse } from './response.ts'
import { serverRequest } from './server-request.ts'

/** A request to a route that has begun. */
export interface TracedRequest extends ResponseTrace {
  readonly request: Request
  /** Facts for the start and the ending. */
  readonly metadata: Metadata
}

/** Returns the response to send. The ending is written when the response has ended. */
export async function finishWithResponse(
  traced: TracedRequest,
  response: Response,
): Promise<Response> {
  const { trace, request } = traced
  // Next.js answers a route that forwards its request, as only a proxy can, with a 500.
  const isAnswer = isSendable(response) && !isForwarding(response)
  const statusCode = isAnswer ? response.status : 500
  const metadata = { ...traced.metadata, statusCode, handlerDuration: trace.elapsed() }
  let failure: { readonly error: unknown } | undefined
  const sent = await tracedResponse(response, traced, (error) => {
    // A client that leaves can make the body's producer fail. That is no failure of the route.
    if (hasLeft(request)) return
    failure = { error }
    rememberError(error, trace)
  })
  runAfterResponse(() => {
    if (failure === undefined) endWithStatus(trace, metadata, hasLeft(request))
    else endWithError(trace, failure.error, metadata)
  })
  return sent
}

/** Whether the client left before it had the whole response. */
function hasLeft(request: Request): boolean {
  return safeGet(safeGet(request, 'signal'), 'aborted') === true
}

// Not from `next/server`, whose other parts take as long to load as all of this package. Next.js 15.0 has
// no `after`: imported by name, it would fail the build there.
const after = safeGet(afterModule, 'after') as typeof afterModule.after

function runAfterResponse(task: () => void): void {
  const response = serverRequest()?.response
  try {
    if (response === undefined) after(task)
    else {
      // Next.js waits for a promise in fewer steps than it takes for a callback, and Next.js 15 drops
      // callbacks if the client has left already.
      const { promise, resolve } = Promise.withResolvers<void>()
      after(promise.then(task))
      // Later than the listener of Next.js: the handler's own callbacks of `after()` begin before.
      if (response.closed) resolve()
      else response.once('close', () => resolve())
    }
  } catch {
    task() // `after` is missing or can't wait here, as outside of a server
  }
}
