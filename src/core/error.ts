import type { CauseRecord, ErrorRecord } from './record.ts'
import { codeOfStatus } from './status.ts'

const CAUSE_DEPTH = 4

/**
 * Describes anything that was thrown.
 * Only what errors are known by is read: an error's other members may hold a request's body.
 */
export function describeError(thrown: unknown, status?: number): ErrorRecord {
  const error = errorLike(thrown)
  const code =
    ownCode(error) ?? awsName(error) ?? codeOfStatus(status ?? statusOfError(thrown) ?? 500)
  const { message, name, stack, cause } = shape(thrown, CAUSE_DEPTH)
  return { message, code, name, stack, cause }
}

/** The HTTP status that an error asks for, if it asks for a 4xx or 5xx. */
export function statusOfError(thrown: unknown): number | undefined {
  const error = errorLike(thrown)
  const status = readMember(error, 'statusCode') ?? readMember(error, 'status')
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined
}

/** Whether a failure is one that programs expect of AWS: a condition that didn't hold, a thing that isn't there. */
export function isExpectedAwsFailure(thrown: unknown): boolean {
  const error = errorLike(thrown)
  const metadata = errorLike(readMember(error, '$metadata'))
  return (
    readMember(error, 'name') === 'ConditionalCheckFailedException' ||
    readMember(metadata, 'httpStatusCode') === 404
  )
}

function shape(thrown: unknown, depth: number): CauseRecord {
  const error = errorLike(thrown)
  if (error === undefined) return { message: String(thrown), name: typeof thrown }
  const cause = readMember(error, 'cause') ?? firstOf(readMember(error, 'errors'))
  return {
    message: withoutExcerpt(text(readMember(error, 'message')) ?? ''),
    name: text(readMember(error, 'name')),
    stack: text(readMember(error, 'stack')),
    ...(cause !== undefined &&
      depth > 0 && { cause: { ...shape(cause, depth - 1), code: ownCode(errorLike(cause)) } }),
  }
}

// JSON.parse quotes what it was given, which may be a request's body.
function withoutExcerpt(message: string): string {
  return message.endsWith(' is not valid JSON')
    ? message.replace(/(\.\.\.)?".*"(\.\.\.)? is/s, 'the text is')
    : message
}

// An AggregateError's first: what failed together mostly failed alike.
function firstOf(errors: unknown): unknown {
  return Array.isArray(errors) ? errors[0] : undefined
}

function ownCode(error: object | undefined): string | undefined {
  return text(readMember(error, 'code')) || undefined
}

function awsName(error: object | undefined): string | undefined {
  return readMember(error, '$metadata') === undefined ? undefined : text(readMember(error, 'name'))
}

function errorLike(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null ? value : undefined
}

/** A member of a value that may be anything; a getter that throws counts as none. */
export function readMember(value: unknown, key: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[key]
  } catch {
    return undefined // a getter that throws is no reason to lose the rest of the error
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
