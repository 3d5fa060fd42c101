import { describeError, isExpectedAwsFailure, statusOfError } from './error.ts'
import type { ErrorRecord, Level, Result } from './record.ts'
import { codeOfStatus, judgeStatus } from './status.ts'

/** How a step or a request ended. */
export interface Outcome {
  readonly level: Level
  readonly result: Result
  readonly statusCode?: number | undefined
  readonly error?: ErrorRecord | undefined
}

const SUCCESS: Outcome = { level: 'info', result: 'success' }

/** The outcome of a step or request that was answered with this status; without one it is a success. */
export function outcomeOfStatus(statusCode: number | undefined): Outcome {
  if (statusCode === undefined) return SUCCESS
  const judged = judgeStatus(statusCode)
  if (judged.result === 'success') return { ...judged, statusCode }
  const code = codeOfStatus(statusCode)
  return { ...judged, statusCode, error: { message: `Answered with status ${statusCode}`, code } }
}

/** The outcome of a step by the value that it returned: an HTTP response's status counts. */
export function outcomeOfValue(value: unknown): Outcome {
  return value instanceof Response ? outcomeOfStatus(value.status) : SUCCESS
}

/** The outcome of a step by what it threw. */
export function outcomeOfThrown(thrown: unknown): Outcome {
  const status = statusOfError(thrown) ?? 500
  const level = isExpectedAwsFailure(thrown) ? 'warn' : judgeStatus(status).level
  return { level, result: 'error', error: describeError(thrown, status) }
}

/**
 * The outcome of a request that failed with an error.
 * The status that it was answered with decides, where that is a failure's; else the error's own; else it is a fault.
 */
export function outcomeOfFailure(thrown: unknown, answered?: number): Outcome {
  const refused = answered !== undefined && answered >= 400 ? answered : undefined
  const status = refused ?? statusOfError(thrown) ?? 500
  const { level } = judgeStatus(status)
  return {
    level,
    result: 'error',
    statusCode: answered ?? status,
    error: describeError(thrown, status),
  }
}
