import { classTag } from '../lib/class-tag.ts'
import type { ErrorRecord, Level, Metadata, Result } from '../record.ts'
import { awsMetadata, failedRecordsOf, failureOf } from './aws-answer.ts'
import { describeError, isExpectedAwsFailure, isThrottle, statusOfError } from './describe-error.ts'
import { codeOfStatus, judgeStatus } from './http-status.ts'

/** How a step or a request ended. */
export interface Outcome {
  readonly level: Level
  readonly result: Result
  /** What the host or service said of it, such as its `statusCode`. */
  readonly metadata?: Metadata | undefined
  readonly error?: ErrorRecord | undefined
  /** Of a request that ran out of time. */
  readonly Timeouts?: 1 | undefined
}

const SUCCESS: Outcome = { level: 'info', result: 'success' }

/** The outcome of a step or request that was answered with this status; without one it is a success. */
export function outcomeOfStatus(statusCode: number | undefined): Outcome {
  if (statusCode === undefined) return SUCCESS
  const judged = judgeStatus(statusCode)
  if (judged.result === 'success') return judged
  const code = codeOfStatus(statusCode)
  return { ...judged, error: { message: `Answered with status ${statusCode}`, code } }
}

/** The outcome of a step by the value that it returned: an HTTP response's status counts. */
export function outcomeOfValue(value: unknown): Outcome {
  if (typeof value !== 'object' || value === null) return SUCCESS
  const metadata = awsMetadata(value)
  if (metadata !== undefined) return outcomeOfAnswer(value, metadata)
  if (classTag(value) !== '[object Response]') return SUCCESS
  const { status: statusCode } = value as Response
  return { ...outcomeOfStatus(statusCode), metadata: { statusCode } }
}

/** The outcome of a call that AWS answered: a batch may have failed in part, what it ran as a whole. */
function outcomeOfAnswer(answer: object, metadata: Metadata): Outcome {
  const error = failureOf(answer)
  if (error !== undefined) return { level: 'error', result: 'error', metadata, error }
  const failedRecords = failedRecordsOf(answer)
  if (failedRecords === 0) return { ...SUCCESS, metadata }
  return { level: 'warn', result: 'partial', metadata: { ...metadata, failedRecords } }
}

/** The outcome of a step by what it threw. */
export function outcomeOfThrown(thrown: unknown): Outcome {
  const status = statusOfError(thrown) ?? 500
  const throttle = isThrottle(thrown) || undefined
  const isExpected = throttle ?? isExpectedAwsFailure(thrown)
  const level = isExpected ? 'warn' : judgeStatus(status).level
  const metadata = throttle ? { ...awsMetadata(thrown), throttle } : awsMetadata(thrown)
  return { level, result: 'error', metadata, error: describeError(thrown, status) }
}

/** The outcome of what failed with an error that nothing answered: a fault, whatever status that asks for. */
export function outcomeOfFault(thrown: unknown): Outcome {
  return { ...outcomeOfThrown(thrown), level: 'error' }
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
    metadata: { statusCode: answered ?? status },
    error: describeError(thrown, statusOfError(thrown) ?? status),
  }
}
