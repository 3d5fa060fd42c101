import { safeGet } from '../core/lib/safe-get.ts'
import { statusIn } from '../core/outcome/http-status.ts'
import {
  type Outcome,
  outcomeOfFailure,
  outcomeOfStatus,
  outcomeOfThrown,
} from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { checkTrace } from '../core/trace/as-request-trace.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { callStep } from '../core/trace/step.ts'
import type { Trace } from '../core/trace.ts'
import { beginTrace, settingsOf } from './begin.ts'
import type { LambdaContext } from './context.ts'
import type { LambdaTracingOptions } from './options.ts'
import { parseTrigger } from './triggers/index.ts'

/**
 * The trace of one invocation: the caller's, taken up from the event, or a new one.
 * @throws TypeError when an option is wrong
 */
export function createLambdaTraceContext(
  event: unknown,
  context: LambdaContext,
  options: LambdaTracingOptions = {},
): Trace {
  return beginTrace({ event, context, trigger: parseTrigger(event, context) }, settingsOf(options))
}

/** Writes the start of an invocation. */
export function logLambdaStart(trace: Trace, metadata?: Metadata): void {
  checkTrace('logLambdaStart', trace).start('Lambda start', metadata)
}

/**
 * Writes the ending of an invocation that returned; `metadata.statusCode` of 400 and above makes it
 * a failure, and `metadata.failedRecords` a partial one, unless no record of its batch succeeded.
 */
export function logLambdaSuccess(trace: Trace, metadata?: Metadata): void {
  const engine = checkTrace('logLambdaSuccess', trace)
  const failed = safeGet(metadata, 'failedRecords')
  const outcome = failed ? outcomeOfBatch(engine, failed) : outcomeOfStatus(statusIn(metadata))
  const message = outcome.result === 'success' ? 'Lambda success' : 'Lambda failure'
  engine.end(message, outcome, metadata)
}

function outcomeOfBatch({ children, hostMetadata }: RequestTrace, failed: unknown): Outcome {
  const isWhole = children.haveAllFailed || failed === hostMetadata?.batchSize
  return isWhole ? FAILED : PARTIAL
}

const PARTIAL: Outcome = { level: 'warn', result: 'partial' }
const FAILED: Outcome = {
  level: 'error',
  result: 'error',
  error: { message: 'No record succeeded', code: 'BATCH_FAILED' },
}

/** Writes the ending of an invocation that failed with an error; `metadata.statusCode` is what it was answered with. */
export function logLambdaError(trace: Trace, error: unknown, metadata?: Metadata): void {
  checkTrace('logLambdaError', trace).end(
    'Lambda error',
    outcomeOfFailure(error, statusIn(metadata)),
    metadata,
  )
}

/** A call to a service that the caller timed itself. */
export interface ServiceCall {
  readonly service: string
  readonly operation: string
  /** Milliseconds. */
  readonly duration: number
  readonly result: 'success' | 'error'
  readonly error?: unknown
  readonly metadata?: Metadata
}

/** Writes one call to a service, as `trace.call()` does. */
export function logServiceCall(trace: Trace, call: ServiceCall): void {
  const { service, operation, duration, metadata } = call
  const step = callStep(service, operation, metadata)
  checkTrace('logServiceCall', trace).steps.log(step, outcomeOf(call), millisOf(duration))
}

function outcomeOf({ result, error }: ServiceCall): Outcome {
  if (error !== undefined) return outcomeOfThrown(error)
  return result === 'success' ? { level: 'info', result } : { level: 'error', result: 'error' }
}

/** What `toFixed` returns is a number too; what is none counts as no time. */
function millisOf(duration: unknown): number {
  const millis = typeof duration === 'string' ? Number(duration) : duration
  return typeof millis === 'number' && Number.isFinite(millis) ? millis : 0
}
