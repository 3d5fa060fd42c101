import { BoundedCache } from '../lib/bounded-cache.ts'
import { builtInRule, type KeyRule } from './built-in-keys.ts'

/** Longer keys have no rule. In characters. */
export const MAX_KEY_LENGTH = 64

/** How values under a key are treated. */
export interface KeyInfo {
  readonly rule: KeyRule
  /** The key as JSON with a comma and its colon; `undefined` if it might hold a secret or needs escaping. */
  readonly json?: string | undefined
}

/** The user's own rules: the first one whose pattern matches a key, as it is written or normalised. */
export type OwnRules = readonly (readonly [pattern: RegExp, rule: KeyRule])[]

// Too short for a secret, not an e-mail address, nothing to escape.
const PLAIN_KEY = /^[A-Za-z]\w{0,14}$/
const TOO_LONG: KeyInfo = { rule: 'none' }

/**
 * Returns a function that looks up the rule of a key: the user's own, else the built-in one.
 * @param hasPatterns whether the user has own patterns, which any key may match
 */
export function keyRules(own: OwnRules, hasPatterns: boolean): (name: string) => KeyInfo {
  const cache = new BoundedCache<KeyInfo>()
  const read = (name: string): KeyInfo => {
    const [, rule] =
      own.find(([pattern]) => pattern.test(name) || pattern.test(normalised(name))) ?? []
    const json = !hasPatterns && PLAIN_KEY.test(name) ? `,"${name}":` : undefined
    return { rule: rule ?? builtInRule(name), json }
  }
  return (name) => {
    if (name.length > MAX_KEY_LENGTH) return TOO_LONG
    return cache.get(name) ?? cache.add(name, read(name))
  }
}

/** Returns a key in lower case and without separators. */
export function normalised(name: string): string {
  // Spaces and signs of ASCII: letters of any script stay.
  const separators = /[\s!-/:-@[-`{-~]+/g
  return name.toLowerCase().replace(separators, '')
}
