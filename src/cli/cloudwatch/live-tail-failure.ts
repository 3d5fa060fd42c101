import { CliError } from '../cli-error.ts'

/** What an error of the SDK may have. */
interface SdkError extends Error {
  readonly $fault?: 'client' | 'server'
}

/** Errors of the caller that pass. */
const PASSING = [
  'SessionTimeoutException',
  'SessionStreamingException',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestTimeout',
  'RequestTimeoutException',
]

/** Whether an error is an answer that another session would get too. */
export function isRefusal(error: unknown): boolean {
  const { name, $fault } = error as SdkError
  if (PASSING.includes(name)) return false
  return $fault === 'client' || name === 'CredentialsProviderError' || name === 'TokenProviderError'
}

/** Says why a session ended, and what happens next. */
export function describeFailure(error: unknown): string {
  const { name, $fault } = error as SdkError
  if (name === 'SessionTimeoutException') {
    return 'CloudWatch ended the session, as it does after 3 hours. A new one begins.'
  }
  const reason = $fault === undefined ? firstLine(error) : `${name}: ${firstLine(error)}`
  return `Live Tail was interrupted: ${reason}. Trying again.`
}

const BUILT_IN = ['Error', 'TypeError', 'SyntaxError', 'RangeError']

/** Returns the error to be thrown if there was no session. The client knows refusals, and errors of the system. */
export function asBeginError(failure: unknown): unknown {
  const { name, code } = failure as NodeJS.ErrnoException
  if (!BUILT_IN.includes(name) || code !== undefined) return failure
  return new CliError(`Live Tail didn't begin: ${firstLine(failure)}`, { cause: failure })
}

/** The SDK adds a line for programmers. */
function firstLine(error: unknown): string {
  return (error as Error).message.split('\n', 1).join('').replace(/\.$/, '')
}
