/**
 * A test's expectation that isn't met. Not Node's `AssertionError`, beside whose message Jest and Vitest
 * print a comparison of two values: here are none.
 */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError'

  /** @param caller the function whose caller the stack begins with */
  constructor(message: string, caller: (...args: string[]) => void) {
    super(message)
    Error.captureStackTrace?.(this, caller)
  }
}
