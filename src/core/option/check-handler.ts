import { show } from './read-option.ts'

/**
 * Refuses what a wrapper can't run, before a request asks for it.
 * @throws TypeError that names the wrapper and what it was given
 */
export function checkHandler(wrapper: string, given: unknown): void {
  if (typeof given === 'function') return
  const words = 'traces a function, which comes before the options'
  throw new TypeError(`hoptrace: ${wrapper} ${words}, got ${show(given)}`)
}
