import * as server from 'next/server.js'
import { member } from '../core/lib/safe-get.ts'
import { codeOfStatus, statusIn } from '../core/outcome/http-status.ts'
import { type Outcome, outcomeOfFailure, outcomeOfStatus } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { rememberError } from '../core/trace/context.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { isSendable, stamped } from './response.ts'

/** A request that is being answered. */
export interface Exchange {
  readonly trace: RequestTrace
  readonly request: Request
  /** What its ending says of it. */
  readonly facts: Metadata
}

/** The response to send. The ending is written as soon as that has really ended. */
export async function answered(exchange: Exchange, response: Response): Promise<Response> {
  const { trace, request } = exchange
  const statusCode = isSendable(response) ? response.status : 500
  const facts = { ...exchange.facts, statusCode, handlerDuration: trace.elapsed() }
  let failure: { readonly error: unknown } | undefined
  const answer = await stamped(response, trace, (error) => {
    // A client that leaves may make the producer fail: that is no failure of its own.
    if (hasLeft(request)) return
    failure = { error }
    rememberError(error, trace)
  })
  runAfterResponse(() => {
    if (failure === undefined) endAnswered(trace, facts, hasLeft(request))
    else endWithError(trace, failure.error, facts)
  })
  return answer
}

/** Writes the ending of a request that failed with an error. Where nothing else answers, Next.js does: with a 500. */
export function endWithError(trace: RequestTrace, error: unknown, facts: Metadata): void {
  const said = { statusCode: 500, ...facts }
  rememberError(error, trace)
  trace.end('Request error', outcomeOfFailure(error, statusIn(said)), said)
}

/** Writes the ending of a request whose response was sent, or was on its way when the client left. */
export function endAnswered(
  trace: RequestTrace,
  facts: Metadata | undefined,
  aborted: boolean,
): void {
  const outcome = outcomeOfStatus(statusIn(facts))
  if (!aborted) trace.end('Request complete', outcome, facts)
  else trace.end('Request aborted', cutShort(outcome), { ...facts, aborted })
}

/** A JSON error that tells the client nothing but a word and the id to quote. */
export function errorBody(status: number, traceId: string): { error: string; traceId: string } {
  return { error: codeOfStatus(status), traceId }
}

function cutShort(outcome: Outcome): Outcome {
  return outcome.result === 'success' ? { ...outcome, level: 'warn', result: 'partial' } : outcome
}

/** Whether the client went away before it had the whole response. */
function hasLeft(request: Request): boolean {
  return member(member(request, 'signal'), 'aborted') === true
}

// Next.js 15.0 has no `after`; naming it as a member of the import would fail its builds.
const after = member(server, 'after') as typeof server.after

function runAfterResponse(task: () => void): void {
  try {
    after(task)
  } catch {
    task() // outside of a server, or of one that can wait: nothing will tell of the response's end
  }
}
