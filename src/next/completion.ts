import * as server from 'next/server.js'
import { safeGet } from '../core/lib/safe-get.ts'
import { codeOfStatus, statusIn } from '../core/outcome/http-status.ts'
import { type Outcome, outcomeOfFailure, outcomeOfStatus } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { rememberError } from '../core/trace/context.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { isSendable, type ResponseTrace, tracedResponse } from './response.ts'

/** A request that is being answered. */
export interface TracedRequest extends ResponseTrace {
  readonly request: Request
  /** On the ending. */
  readonly metadata: Metadata
}

/** The response to send. The ending is written as soon as that has really ended. */
export async function finishWithResponse(
  traced: TracedRequest,
  response: Response,
): Promise<Response> {
  const { trace, request } = traced
  const statusCode = isSendable(response) ? response.status : 500
  const metadata = { ...traced.metadata, statusCode, handlerDuration: trace.elapsed() }
  let failure: { readonly error: unknown } | undefined
  const answer = await tracedResponse(response, traced, (error) => {
    // A client that leaves may make the producer fail: that is no failure of its own.
    if (hasLeft(request)) return
    failure = { error }
    rememberError(error, trace)
  })
  runAfterResponse(() => {
    if (failure === undefined) endAnswered(trace, metadata, hasLeft(request))
    else endWithError(trace, failure.error, metadata)
  })
  return answer
}

/** Writes the ending of a request that failed with an error. Where nothing else answers, Next.js does: with a 500. */
export function endWithError(trace: RequestTrace, error: unknown, given: Metadata): void {
  const metadata = { statusCode: 500, ...given }
  rememberError(error, trace)
  trace.end('Request error', outcomeOfFailure(error, statusIn(metadata)), metadata)
}

/** Writes the ending of a request whose response was sent, or was on its way when the client left. */
export function endAnswered(
  trace: RequestTrace,
  metadata: Metadata | undefined,
  aborted: boolean,
): void {
  const outcome = outcomeOfStatus(statusIn(metadata))
  if (!aborted) trace.end('Request complete', outcome, metadata)
  else trace.end('Request aborted', asPartial(outcome), { ...metadata, aborted })
}

/** A JSON error that tells the client nothing but a word and the id to quote. */
export function errorBody(status: number, traceId: string): { error: string; traceId: string } {
  return { error: codeOfStatus(status), traceId }
}

function asPartial(outcome: Outcome): Outcome {
  return outcome.result === 'success' ? { ...outcome, level: 'warn', result: 'partial' } : outcome
}

/** Whether the client went away before it had the whole response. */
function hasLeft(request: Request): boolean {
  return safeGet(safeGet(request, 'signal'), 'aborted') === true
}

// Next.js 15.0 has no `after`; naming it as a member of the import would fail its builds.
const after = safeGet(server, 'after') as typeof server.after

function runAfterResponse(task: () => void): void {
  try {
    after(task)
  } catch {
    task() // outside of a server, or of one that can wait: nothing will tell of the response's end
  }
}
