import { refuseArgument } from './refuse-argument.ts'

/**
 * Refuses a handler that can't be called, at set-up instead of at the first request.
 * @throws TypeError that names the wrapper and what it was given
 */
export function checkHandler(wrapper: string, handler: unknown): void {
  if (typeof handler !== 'function')
    refuseArgument(wrapper, 'a function before the options', handler)
}
