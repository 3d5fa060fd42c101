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
  const { name, message, $fault } = error as SdkError
  if (name === 'SessionTimeoutException') {
    return 'CloudWatch ended the session, as it does after 3 hours. A new one begins.'
  }
  const reason = $fault === undefined ? message : `${name}: ${message}`
  return `Live Tail was interrupted: ${reason}. Trying again.`
}
