import { classTag } from '../lib/class-tag.ts'
import { isObject } from '../lib/is-object.ts'
import type { ErrorRecord, Level, Metadata, Result } from '../record.ts'
import { awsMetadata, failedRecordsOf, failureOf } from './aws-answer.ts'
import { describeError, isExpectedAwsFailure, isThrottle, statusOfError } from './describe-error.ts'
import { codeOfStatus, judgeStatus } from './http-status.ts'

/** How a step or a request ended. */
export interface Outcome {
  readonly level: Level
  readonly result: Result
  /** Facts from the host or the service, such as `statusCode`. */
  readonly metadata?: Metadata | undefined
  readonly error?: ErrorRecord | undefined
  /** Set if the request ran out of time. */
  readonly Timeouts?: 1 | undefined
}

const SUCCESS: Outcome = { level: 'info', result: 'success' }

/** The outcome of work of which a part failed. */
export const PARTIAL: Outcome = { level: 'warn', result: 'partial' }
const FAULT: Outcome = { level: 'error', result: 'error' }

/** Returns the outcome of work that failed without an error of its own. */
export function faultOf(code: string, message: string): Outcome {
  return { ...FAULT, error: { message, code } }
}

/** The outcome of a call that its caller gave up. */
export const ABORTED: Outcome = { ...PARTIAL, metadata: { aborted: true } }

/** Returns the outcome of a step or request by the status of its answer. Without a status it is a success. */
export function outcomeOfStatus(statusCode = 200): Outcome {
  const judged = judgeStatus(statusCode)
  if (judged.result === 'success') return judged
  const code = codeOfStatus(statusCode)
  return { ...judged, error: { message: `Answered with status ${statusCode}`, code } }
}

/** Returns the outcome of a step by its value: an HTTP response's status, an AWS answer, else a success. */
export function outcomeOfValue(value: unknown): Outcome {
  if (!isObject(value)) return SUCCESS
  const metadata = awsMetadata(value)
  if (metadata !== undefined) return outcomeOfAnswer(value, metadata)
  if (classTag(value) !== '[object Response]') return SUCCESS
  const { status: statusCode } = value as Response
  return { ...outcomeOfStatus(statusCode), metadata: { statusCode } }
}

/** Returns the outcome of a call that AWS answered. A batch may have failed in part, an invoked function as a whole. */
function outcomeOfAnswer(answer: object, metadata: Metadata): Outcome {
  const error = failureOf(answer)
  if (error !== undefined) return { ...FAULT, metadata, error }
  const failedRecords = failedRecordsOf(answer)
  if (failedRecords === 0) return { ...SUCCESS, metadata }
  return { ...PARTIAL, metadata: { ...metadata, failedRecords } }
}

/** Returns the outcome of a step by the error that it threw. */
export function outcomeOfThrown(thrown: unknown): Outcome {
  const throttle = isThrottle(thrown)
  const isExpected = throttle || isExpectedAwsFailure(thrown)
  const status = isExpected ? 400 : (statusOfError(thrown) ?? 500)
  const aws = awsMetadata(thrown)
  const metadata = throttle ? { ...aws, throttle } : aws
  return { ...judgeStatus(status), metadata, error: describeError(thrown) }
}

/** Returns the outcome of work whose error nothing answered: a fault, whatever status the error has. */
export function outcomeOfFault(thrown: unknown): Outcome {
  return { ...outcomeOfThrown(thrown), level: 'error' }
}

/**
 * Returns the outcome of a request that failed with an error. If it was answered with a 4xx or 5xx,
 * that status decides; else the error's own status; else it is a fault.
 */
export function outcomeOfFailure(thrown: unknown, answered?: number): Outcome {
  const refused = answered !== undefined && answered >= 400 ? answered : undefined
  const status = refused ?? statusOfError(thrown) ?? 500
  return {
    ...judgeStatus(status),
    metadata: { statusCode: answered ?? status },
    error: describeError(thrown, status),
  }
}
