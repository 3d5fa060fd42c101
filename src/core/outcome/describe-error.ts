import { isObject } from '../lib/is-object.ts'
import { safeGet, safeList } from '../lib/safe-get.ts'
import { toText } from '../lib/to-text.ts'
import type { CauseRecord, ErrorRecord } from '../record.ts'
import { codeOfStatus } from './http-status.ts'

/**
 * Describes anything that was thrown. Only the standard members of an error are read: others may hold
 * a request's body.
 * @param status names the code of an error that has neither a code nor a status
 */
export function describeError(thrown: unknown, status = 500): ErrorRecord {
  const maxCauses = 4
  const code =
    ownCode(thrown) ??
    (isTimeout(thrown) ? 'TIMEOUT' : awsName(thrown)) ??
    codeOfStatus(statusOfError(thrown) ?? status)
  return { ...shape(thrown, maxCauses), code }
}

/** Returns an error's HTTP status, if that is a 4xx or 5xx. */
export function statusOfError(thrown: unknown): number | undefined {
  const status = safeGet(thrown, 'statusCode') ?? safeGet(thrown, 'status')
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined
}

/** Whether an error is of a time limit, such as `AbortSignal.timeout`, which the AWS SDK makes the cause. */
export function isTimeout(thrown: unknown): boolean {
  const limit = isAbort(thrown) ? safeGet(thrown, 'cause') : thrown
  return safeGet(limit, 'name') === 'TimeoutError'
}

/** Whether an error says that its caller gave up. */
export function isAbort(thrown: unknown): boolean {
  return safeGet(thrown, 'name') === 'AbortError'
}

/**
 * Whether programs expect this failure of AWS: a condition that doesn't hold, something that doesn't
 * exist (which many services answer with the status 400), or a user of Cognito with a wrong password.
 */
export function isExpectedAwsFailure(thrown: unknown): boolean {
  const status = awsStatus(thrown)
  const expected =
    /^(?:ConditionalCheckFailed|NotAuthorizedException|NoSuch)|NotFound|DoesNotExist|NonExistent/
  const isNamed = expected.test(awsName(thrown) ?? '')
  return status === 404 || status === 412 || isNamed || expectedReasons(thrown).length > 0
}

/** Returns the reasons that cancelled a transaction, if programs expect all of them. */
function expectedReasons(thrown: unknown): unknown[] {
  if (safeGet(thrown, 'name') !== 'TransactionCanceledException') return []
  const codes = safeList(safeGet(thrown, 'CancellationReasons'))
    .map((reason) => safeGet(reason, 'Code'))
    .filter((code) => code !== 'None')
  return codes.every((code) => code === 'ConditionalCheckFailed' || isThrottleName(code))
    ? codes
    : []
}

/** Whether a request was refused because there were too many of them. */
export function isThrottle(thrown: unknown): boolean {
  return (
    isThrottleName(awsName(thrown)) ||
    expectedReasons(thrown).some(isThrottleName) ||
    statusOfError(thrown) === 429 ||
    awsStatus(thrown) === 429
  )
}

function isThrottleName(name: unknown): boolean {
  // The names of AWS's errors for too many requests, whatever their status.
  const throttle =
    /Throttl|^(?:TooManyRequests|ProvisionedThroughputExceeded|(?:Request|Bandwidth)?LimitExceeded|SlowDown|PriorRequestNotComplete|TransactionInProgress)/
  return typeof name === 'string' && throttle.test(name)
}

function shape(thrown: unknown, depth: number): CauseRecord {
  const described = withAllFrames(thrown)
  const cause = depth > 0 ? describeCause(causeOf(thrown), depth) : undefined
  // Frames of hoptrace and of Node that stand between a step and its caller, also in source maps.
  const ownFrames = /\n {4}at .*(?:node_modules[\\/]hoptrace[\\/]|AsyncLocalStorage\.run ).*/g
  return { ...described, stack: described.stack?.replace(ownFrames, ''), cause }
}

/** Describes an error without its cause. The stack also has hoptrace's own frames. */
export function withAllFrames(thrown: unknown): CauseRecord {
  if (!isObject(thrown)) {
    return { message: toText(thrown), name: typeof thrown }
  }
  return {
    message: withoutExcerpt(safeGet(thrown, 'message')) ?? '',
    name: asText(safeGet(thrown, 'name')),
    digest: asText(safeGet(thrown, 'digest')),
    stack: withoutExcerpt(safeGet(thrown, 'stack')),
  }
}

/** Describes a cause; `undefined` if there is none, or it says nothing. */
function describeCause(cause: unknown, depth: number): CauseRecord | undefined {
  if (cause === undefined) return undefined
  const described = { ...shape(cause, depth - 1), code: ownCode(cause) }
  return Object.values(described).some(Boolean) ? described : undefined
}

// The first error of a list stands for all: they mostly failed alike. AggregateError has a list, and
// the errors of Middy's middlewares have one in `cause.data`. A text in it may be a request's body.
function causeOf(error: unknown): unknown {
  const cause = safeGet(error, 'cause') ?? safeGet(safeGet(error, 'errors'), '0')
  const isError = (value: unknown): boolean => Boolean(asText(safeGet(value, 'message')))
  return isError(cause) ? cause : (safeList(safeGet(cause, 'data')).find(isError) ?? cause)
}

/** In characters. Longer than any text of a record, which therefore still says that it was cut. */
const MAX_TEXT = 20_000

function withoutExcerpt(value: unknown): string | undefined {
  // JSON.parse quotes what it was given, which may be a request's body. The pattern begins at the first
  // quote alone: beginning at each would take quadratic time.
  const excerpt = /^([^"]*?)(?:\.\.\.)?".*"(?:\.\.\.)?(?= is not valid JSON)/s
  return asText(value)?.replace(excerpt, '$1the text').slice(0, MAX_TEXT)
}

function ownCode(error: unknown): string | undefined {
  return asText(safeGet(error, 'code')) || undefined
}

function awsStatus(error: unknown): unknown {
  return safeGet(safeGet(error, '$metadata'), 'httpStatusCode')
}

function awsName(error: unknown): string | undefined {
  // An exception within an event stream has no `$metadata`, but a `$fault`.
  const isAws = (safeGet(error, '$metadata') ?? safeGet(error, '$fault')) !== undefined
  return isAws ? asText(safeGet(error, 'name')) : undefined
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
