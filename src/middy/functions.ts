import { safeGet } from '../core/lib/safe-get.ts'
import { statusIn } from '../core/outcome/http-status.ts'
import {
  faultOf,
  type Outcome,
  outcomeOfFailure,
  outcomeOfStatus,
  PARTIAL,
} from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { checkTrace } from '../core/trace/as-request-trace.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace } from './begin.ts'
import { endInvocation } from './end-invocation.ts'
import { readInvocation } from './invocation.ts'
import type { LambdaContext } from './lambda-context.ts'
import { type LambdaTracingOptions, resolveLambdaOptions } from './options.ts'

/**
 * Creates the trace of one invocation, for code that can use neither `tracing()` nor
 * `withLambdaTracing()`. It continues the caller's trace, or begins a new one. `currentTrace()` does
 * not return it.
 * @param event Lambda's event, of any trigger
 * @param context Lambda's context
 * @param options those of `tracing()`; `timeoutMarginMs` and `traceIdInBody` have no effect
 * @returns the trace, for `logLambdaStart` and the other functions
 * @throws TypeError if an option or an environment variable is wrong
 *
 * @example
 * import {
 *   createLambdaTraceContext,
 *   type LambdaContext,
 *   logLambdaError,
 *   logLambdaStart,
 *   logLambdaSuccess,
 * } from 'hoptrace/middy'
 *
 * export async function handler(event: object, context: LambdaContext) {
 *   const trace = createLambdaTraceContext(event, context, { service: 'shop' })
 *   logLambdaStart(trace)
 *   try {
 *     const sum = await trace.hop('add', async () => 1 + 1)
 *     logLambdaSuccess(trace, { sum })
 *     return sum
 *   } catch (error) {
 *     logLambdaError(trace, error)
 *     throw error
 *   }
 * }
 */
export function createLambdaTraceContext(
  event: unknown,
  context: LambdaContext,
  options: LambdaTracingOptions = {},
): Trace {
  return beginTrace(readInvocation(event, context), resolveLambdaOptions(options))
}

/**
 * Writes the start of an invocation.
 * @param trace the trace of the invocation
 * @param metadata facts for the record, beside those of the trigger
 * @throws TypeError if `trace` was not made by hoptrace
 *
 * @example
 * import { createLambdaTraceContext, logLambdaStart } from 'hoptrace/middy'
 *
 * export function handler(event: object, context: object): void {
 *   logLambdaStart(createLambdaTraceContext(event, context), { attempt: 1 })
 * }
 */
export function logLambdaStart(trace: Trace, metadata?: Metadata): void {
  checkTrace('logLambdaStart', trace).start('Lambda start', metadata)
}

/**
 * Writes the ending of an invocation that returned. A trace has one ending: a second one is written
 * as a `late` record.
 * @param trace the trace of the invocation
 * @param metadata facts for the record. Two of them decide the result: a `statusCode` of 400 or
 * more makes it an error, and `failedRecords` (a number) makes it `partial`, or an error if all
 * records failed
 * @throws TypeError if `trace` was not made by hoptrace
 *
 * @example
 * import { createLambdaTraceContext, logLambdaSuccess } from 'hoptrace/middy'
 *
 * export function handler(event: object, context: object) {
 *   logLambdaSuccess(createLambdaTraceContext(event, context), { statusCode: 404 })
 *   return { statusCode: 404 }
 * }
 */
export function logLambdaSuccess(trace: Trace, metadata?: Metadata): void {
  const requestTrace = checkTrace('logLambdaSuccess', trace)
  const failedRecords = safeGet(metadata, 'failedRecords')
  const outcome = failedRecords
    ? outcomeOfBatch(requestTrace, failedRecords)
    : outcomeOfStatus(statusIn(metadata))
  const message = outcome.result === 'success' ? 'Lambda success' : 'Lambda failure'
  endInvocation(requestTrace, message, outcome, { metadata })
}

/**
 * Writes the ending of an invocation that failed with an error. A trace has one ending: a second
 * one is written as a `late` record.
 * @param trace the trace of the invocation
 * @param error what was thrown, of any type
 * @param metadata facts for the record. `statusCode` is the status that the caller gets; default:
 * the error's `statusCode` or `status` if it is 4xx or 5xx, otherwise 500
 * @throws TypeError if `trace` was not made by hoptrace
 *
 * @example
 * import { createLambdaTraceContext, logLambdaError } from 'hoptrace/middy'
 *
 * export function handler(event: object, context: object): void {
 *   logLambdaError(createLambdaTraceContext(event, context), new Error('Out of stock'))
 * }
 */
export function logLambdaError(trace: Trace, error: unknown, metadata?: Metadata): void {
  const outcome = outcomeOfFailure(error, statusIn(metadata))
  const requestTrace = checkTrace('logLambdaError', trace)
  endInvocation(requestTrace, 'Lambda error', outcome, { metadata, thrown: error })
}

/** Writes the ending of an invocation that failed or returned. */
export function logLambdaEnding(
  trace: Trace,
  failure: { readonly error: unknown } | undefined,
  metadata: Metadata | undefined,
): void {
  if (failure === undefined) logLambdaSuccess(trace, metadata)
  else logLambdaError(trace, failure.error, metadata)
}

function outcomeOfBatch({ children, source }: RequestTrace, failedRecords: unknown): Outcome {
  const haveAllFailed = children.failed > 0 && children.succeeded === 0
  const hasFailed = haveAllFailed || failedRecords === source.host.metadata?.batchSize
  return hasFailed ? faultOf('BATCH_FAILED', 'No record succeeded') : PARTIAL
}
