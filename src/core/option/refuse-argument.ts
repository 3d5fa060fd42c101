import { show } from './read-option.ts'

/**
 * Refuses an argument of a public function.
 * @throws TypeError that names the function, what it takes and what it was given
 */
export function refuseArgument(functionName: string, expected: string, given: unknown): never {
  throw new TypeError(`hoptrace: ${functionName} takes ${expected}, got ${show(given)}`)
}
