import { type Outcome, outcomeOfThrown } from '../core/outcome/outcome.ts'
import type { Metadata } from '../core/record.ts'
import { checkTrace } from '../core/trace/as-request-trace.ts'
import { callStep } from '../core/trace/step.ts'
import type { Trace } from '../core/trace.ts'

/** A call to a service that the caller timed itself. */
export interface ServiceCall {
  /** Such as `postgres`. */
  readonly service: string
  /** Such as `query`. */
  readonly operation: string
  /** Milliseconds. */
  readonly duration: number
  /** How the call ended. `error`, if it is given, decides instead. */
  readonly result: 'success' | 'error'
  /** What the call threw, of any type. */
  readonly error?: unknown
  /** Facts for the record. */
  readonly metadata?: Metadata
}

/**
 * Writes the record of a call that the caller timed itself. The record is the one of
 * `trace.call()`.
 * @param trace the trace of the request
 * @param call the service, the operation, the duration in milliseconds, and the result
 * @throws TypeError if `trace` was not made by hoptrace
 *
 * @example
 * import { currentTrace } from 'hoptrace'
 * import { logServiceCall } from 'hoptrace/middy'
 *
 * export function onQuery(duration: number): void {
 *   logServiceCall(currentTrace(), {
 *     service: 'postgres',
 *     operation: 'query',
 *     duration,
 *     result: 'success',
 *   })
 * }
 */
export function logServiceCall(trace: Trace, call: ServiceCall): void {
  const { service, operation, duration, metadata } = call
  const step = callStep(service, operation, metadata)
  checkTrace('logServiceCall', trace).steps.log(step, outcomeOfCall(call), millisOf(duration))
}

function outcomeOfCall({ result, error }: ServiceCall): Outcome {
  if (error !== undefined) return outcomeOfThrown(error)
  return result === 'success' ? { level: 'info', result } : { level: 'error', result: 'error' }
}

/**
 * Returns a duration as a number, also of a text, such as `toFixed` returns; 0 for anything else.
 */
function millisOf(duration: unknown): number {
  const millis = typeof duration === 'string' ? Number(duration) : duration
  return typeof millis === 'number' && Number.isFinite(millis) ? millis : 0
}
