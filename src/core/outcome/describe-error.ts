import { safeGet, safeList } from '../lib/safe-get.ts'
import { toText } from '../lib/to-text.ts'
import type { CauseRecord, ErrorRecord } from '../record.ts'
import { codeOfStatus } from './http-status.ts'

const CAUSE_DEPTH = 4

/**
 * Describes anything that was thrown.
 * Only what errors are known by is read: an error's other members may hold a request's body.
 */
export function describeError(thrown: unknown, status?: number): ErrorRecord {
  const code =
    ownCode(thrown) ?? awsName(thrown) ?? codeOfStatus(status ?? statusOfError(thrown) ?? 500)
  const { message, name, stack, cause } = shape(thrown, CAUSE_DEPTH)
  return { message, code, name, stack, cause }
}

/** The HTTP status that an error asks for, if it asks for a 4xx or 5xx. */
export function statusOfError(thrown: unknown): number | undefined {
  const status = safeGet(thrown, 'statusCode') ?? safeGet(thrown, 'status')
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined
}

/** Whether a failure is one that programs expect of AWS: a condition that didn't hold, a thing that isn't there. */
export function isExpectedAwsFailure(thrown: unknown): boolean {
  const status = safeGet(safeGet(thrown, '$metadata'), 'httpStatusCode')
  return status === 404 || status === 412 || isCondition(thrown)
}

function isCondition(thrown: unknown): boolean {
  return safeGet(thrown, 'name') === `${CONDITION}Exception` || expectedReasons(thrown).length > 0
}

/** What cancelled a transaction, if programs expect all of it. */
function expectedReasons(thrown: unknown): unknown[] {
  if (safeGet(thrown, 'name') !== 'TransactionCanceledException') return []
  const codes = safeList(safeGet(thrown, 'CancellationReasons'))
    .map((reason) => safeGet(reason, 'Code'))
    .filter((code) => code !== 'None')
  return codes.every((code) => code === CONDITION || isThrottleName(code)) ? codes : []
}

const CONDITION = 'ConditionalCheckFailed'

/** By what AWS calls a request that came too often, whatever its status. */
const THROTTLE =
  /^(?:(?:EC2|Request|K[Mm][Ss])?Throttl|TooManyRequests|ProvisionedThroughputExceeded|(?:Request|Bandwidth)?LimitExceeded|SlowDown|PriorRequestNotComplete|TransactionInProgress)/

/** Whether a request was refused because there were too many. */
export function isThrottle(thrown: unknown): boolean {
  return (
    isThrottleName(awsName(thrown)) ||
    expectedReasons(thrown).some(isThrottleName) ||
    statusOfError(thrown) === 429 ||
    safeGet(safeGet(thrown, '$metadata'), 'httpStatusCode') === 429
  )
}

function isThrottleName(name: unknown): boolean {
  return typeof name === 'string' && THROTTLE.test(name)
}

function shape(thrown: unknown, depth: number): CauseRecord {
  if (typeof thrown !== 'object' || thrown === null) {
    return { message: toText(thrown), name: typeof thrown }
  }
  const cause = depth > 0 ? causeOf(thrown) : undefined
  return {
    message: withoutExcerpt(text(safeGet(thrown, 'message'))) ?? '',
    name: text(safeGet(thrown, 'name')),
    stack: withoutExcerpt(text(safeGet(thrown, 'stack'))),
    ...(cause !== undefined && { cause: { ...shape(cause, depth - 1), code: ownCode(cause) } }),
  }
}

// An AggregateError's first error stands for all: what failed together mostly failed alike.
function causeOf(error: object): unknown {
  return safeGet(error, 'cause') ?? safeGet(safeGet(error, 'errors'), '0')
}

// JSON.parse quotes what it was given, which may be a request's body.
function withoutExcerpt(words: string | undefined): string | undefined {
  // Where nothing matches, the second pattern takes the square of a text's quotes.
  return words && /"(\.\.\.)? is not valid JSON/.test(words)
    ? words.replace(/(\.\.\.)?".*"(\.\.\.)? is/s, 'the text is')
    : words
}

function ownCode(error: unknown): string | undefined {
  return text(safeGet(error, 'code')) || undefined
}

function awsName(error: unknown): string | undefined {
  // An exception within an event stream has no metadata.
  const isAws = (safeGet(error, '$metadata') ?? safeGet(error, '$fault')) !== undefined
  return isAws ? text(safeGet(error, 'name')) : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
