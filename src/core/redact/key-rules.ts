import { BoundedCache } from '../lib/bounded-cache.ts'
import { builtInRule, type KeyRule } from './built-in-keys.ts'

/** Longer keys have no rule. In characters. */
export const MAX_KEY_LENGTH = 64

/** How values under a key are treated. */
export interface KeyInfo {
  readonly rule: KeyRule
  /** The key as JSON with its colon; `undefined` if it might hold a secret or needs escaping. */
  readonly json?: string | undefined
}

// Too short for a secret, not an e-mail address, nothing to escape.
const PLAIN_KEY = /^[A-Za-z]\w{0,14}$/
const TOO_LONG: KeyInfo = { rule: 'none' }

/**
 * Returns a function that looks up the rule of a key: the user's own, else the built-in one.
 * @param hasPatterns whether the user has own patterns, which any key may match
 */
export function keyRules(
  own: ReadonlyMap<string, KeyRule>,
  hasPatterns: boolean,
): (name: string) => KeyInfo {
  const cache = new BoundedCache<KeyInfo>()
  const read = (name: string): KeyInfo => {
    const normal = normalised(name)
    const json = !hasPatterns && PLAIN_KEY.test(name) ? `"${name}":` : undefined
    return { rule: own.get(normal) ?? builtInRule(normal), json }
  }
  return (name) => {
    if (name.length > MAX_KEY_LENGTH) return TOO_LONG
    return cache.get(name) ?? cache.add(name, read(name))
  }
}

// Anything but letters and digits, by Unicode blocks: compiling `\p{L}` takes V8 0.1 ms.
const SEPARATORS =
  /[^a-z\d\xc0-\u02ff\u0370-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefc\uff10-\uff19\uff41-\uff5a\uff66-\uffdc]+/g

/** Returns a key in lower case and without separators. */
export function normalised(name: string): string {
  return name.toLowerCase().replace(SEPARATORS, '')
}
