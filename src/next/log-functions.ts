import { statusIn } from '../core/outcome/http-status.ts'
import { outcomeOfFailure, outcomeOfStatus } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { checkTrace } from '../core/trace/as-request-trace.ts'
import { logHop as writeHop } from '../core/trace/log-hop.ts'
import type { Trace } from '../core/trace.ts'

/**
 * Writes the start of a request.
 *
 * @param trace the request's trace
 * @param metadata facts for the record
 * @throws TypeError if `trace` is no trace of hoptrace
 *
 * @example
 * import { logRequest, type Trace } from 'hoptrace/next'
 *
 * export const begin = (trace: Trace, { method }: Request): void => logRequest(trace, { method })
 */
export function logRequest(trace: Trace, metadata?: Metadata): void {
  checkTrace('logRequest', trace).start('Request start', metadata)
}

/**
 * Writes the ending of a request that was answered. A request ends once: a second ending is a `late`
 * log record.
 *
 * @param trace the request's trace
 * @param metadata facts for the record; a `statusCode` of 400 or more makes it a failure
 * @throws TypeError if `trace` is no trace of hoptrace
 *
 * @example
 * import { logResponse, type Trace } from 'hoptrace/next'
 *
 * export function answer(trace: Trace, response: Response): Response {
 *   logResponse(trace, { statusCode: response.status })
 *   return response
 * }
 */
export function logResponse(trace: Trace, metadata?: Metadata): void {
  checkTrace('logResponse', trace).end(
    'Request complete',
    outcomeOfStatus(statusIn(metadata)),
    metadata,
  )
}

/**
 * Writes the ending of a request that failed with an error. A request ends once: a second ending is a
 * `late` log record.
 *
 * @param trace the request's trace
 * @param error what was thrown
 * @param metadata facts for the record; `statusCode` is the status of the answer. Default of that: the
 * error's own 4xx or 5xx status, else 500
 * @throws TypeError if `trace` is no trace of hoptrace
 *
 * @example
 * import { logError, type Trace } from 'hoptrace/next'
 *
 * export function answerError(trace: Trace, error: unknown): Response {
 *   logError(trace, error, { statusCode: 502 })
 *   return Response.json({ error: 'Try again later', traceId: trace.id }, { status: 502 })
 * }
 */
export function logError(trace: Trace, error: unknown, metadata?: Metadata): void {
  checkTrace('logError', trace).end(
    'Request error',
    outcomeOfFailure(error, statusIn(metadata)),
    metadata,
  )
}

/**
 * Writes a hop that the caller ran itself; `trace.hop` runs and times one. The result `start`
 * announces a long hop: a later `logHop` or `trace.hop` of the same name writes its end, with the
 * duration since then.
 *
 * @param trace the request's trace
 * @param hopName such as `rate-limit`
 * @param hopResult `pass` or `fail` of a check; `start`, `success` or `failure` of work; or a word of
 * your own, which counts as a success. `fail` is written at level `warn`, `failure` at level `error`
 * @param metadata facts for the record
 * @throws TypeError if `trace` is no trace of hoptrace
 *
 * @example
 * import { logHop, type Trace } from 'hoptrace/next'
 *
 * export function checkQuota(trace: Trace, used: number, quota: number): boolean {
 *   const isAllowed = used < quota
 *   logHop(trace, 'quota', isAllowed ? 'pass' : 'fail', { used, quota })
 *   return isAllowed
 * }
 */
export function logHop(
  trace: Trace,
  hopName: string,
  hopResult: string,
  metadata?: Metadata,
): void {
  writeHop(checkTrace('logHop', trace), hopName, hopResult, metadata)
}
