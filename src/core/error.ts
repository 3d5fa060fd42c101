import type { ErrorRecord } from './record.ts'
import { codeOfStatus } from './status.ts'

const MESSAGE_LIMIT = 4_000
const STACK_LIMIT = 8_000
const CAUSE_DEPTH = 4

/**
 * Describes anything that was thrown.
 * Only what errors are known by is read: an error's other members may hold a request's body.
 */
export function describeError(thrown: unknown, status?: number): ErrorRecord {
  const error = errorLike(thrown)
  const code =
    ownCode(error) ?? awsName(error) ?? codeOfStatus(status ?? statusOfError(thrown) ?? 500)
  return { ...shape(thrown, CAUSE_DEPTH), code }
}

/** The HTTP status that an error asks for, if it asks for a 4xx or 5xx. */
export function statusOfError(thrown: unknown): number | undefined {
  const error = errorLike(thrown)
  const status = read(error, 'statusCode') ?? read(error, 'status')
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined
}

/** Whether a failure is one that programs expect of AWS: a condition that didn't hold, a thing that isn't there. */
export function isExpectedAwsFailure(thrown: unknown): boolean {
  const error = errorLike(thrown)
  const metadata = errorLike(read(error, '$metadata'))
  return (
    read(error, 'name') === 'ConditionalCheckFailedException' ||
    read(metadata, 'httpStatusCode') === 404
  )
}

type Cause = NonNullable<ErrorRecord['cause']>

function shape(thrown: unknown, depth: number): Cause {
  const error = errorLike(thrown)
  if (error === undefined)
    return { message: clip(String(thrown), MESSAGE_LIMIT), name: typeof thrown }
  const cause = read(error, 'cause')
  return {
    message: clip(withoutExcerpt(text(read(error, 'message')) ?? ''), MESSAGE_LIMIT),
    name: text(read(error, 'name')),
    stack: clipped(text(read(error, 'stack'))),
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

function ownCode(error: object | undefined): string | undefined {
  return text(read(error, 'code')) || undefined
}

function awsName(error: object | undefined): string | undefined {
  return read(error, '$metadata') === undefined ? undefined : text(read(error, 'name'))
}

function errorLike(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null ? value : undefined
}

function read(object: object | undefined, key: string): unknown {
  try {
    return (object as Record<string, unknown> | undefined)?.[key]
  } catch {
    return undefined // a getter that throws is no reason to lose the rest of the error
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function clipped(stack: string | undefined): string | undefined {
  return stack === undefined ? undefined : clip(stack, STACK_LIMIT)
}

function clip(value: string, limit: number): string {
  return value.length > limit ? `${value.slice(0, limit)}…` : value
}
