import { BoundedCache } from '../lib/bounded-cache.ts'
import { maskAddresses } from './addresses.ts'
import type { KeyRule } from './built-in-keys.ts'
import { maskCardNumbers } from './card-numbers.ts'
import { maskCredentials } from './credentials.ts'
import { ruleOfWords } from './key-match.ts'
import { type KeyInfo, keyRules } from './key-rules.ts'
import { MASK } from './mask.ts'
import { isPlainText } from './plain-text.ts'
import { pseudonymOf } from './pseudonym.ts'
import { type RedactOptions, readRedactOptions } from './redact-options.ts'
import { isSecret } from './secret-value.ts'
import { maskValues } from './text-scan.ts'

/** Masks the secrets in texts. */
export interface Masker {
  /** Whether one look shows that a text holds no secret, and nothing that JSON escapes. */
  isPlain(text: string): boolean
  /** Returns the text with every secret masked; the same string if there is none. */
  text(value: string): string
}

/** Keeps secrets and personal data out of records. */
export interface Redactor extends Masker {
  /** Returns how values under a key are treated. */
  keyInfo(name: string): KeyInfo
  /**
   * Returns what is written instead of the value under a key: `[redacted]` or a pseudonym;
   * `undefined` if the value itself must be searched.
   */
  maskedValue(key: string, value: unknown): string | undefined
  /** Masks a program's own names, such as `password:reset`, in which a colon doesn't begin a value. */
  readonly names: Masker
  /** Returns a short plain text as JSON, from a cache: a program has few messages and names. Returns `undefined` for any other text. */
  plainJson(text: string): string | undefined
}

const MAX_PASSES = 4
const MAX_CACHED_LENGTH = 80
/** Matches names that contain a key and a value, as a URL or a header does. A colon alone does not: `otp:send`. */
const KEY_IN_NAME = /[=%"'`]|\bx-|:(?=\s|[^\s:]*\d)/i
const HAS_KEY = /[=%,>-]|:(?!\/\/)|\('/

/**
 * Creates a redactor.
 * @throws TypeError that names the wrong option and its value
 */
export function createRedactor(given?: RedactOptions): Redactor {
  const { own, key, ...options } = readRedactOptions(given)
  const patterns = options.patterns.map(besideMasks)
  const keyInfo = keyRules(own, patterns.length > 0)
  const ruleOf = (name: string) => keyInfo(name).rule
  const isKey = (words: string) => ruleOfWords(words, ruleOf) !== 'none'
  const plainTexts = new BoundedCache<string>()

  function masked(rule: KeyRule, value: string): string {
    return rule === 'pseudonym' && !/^[[{]/.test(value) ? pseudonymOf(value, key) : MASK
  }

  function maskedValue(name: string, value: unknown): string | undefined {
    if (value === undefined || value === null) return undefined
    const rule = ruleOf(name)
    if (/none|kept|beside/.test(rule) || !isSecret(rule, value)) return undefined
    return masked(rule, typeof value === 'object' ? '{' : String(value))
  }

  function maskOnce(value: string, hasKey = HAS_KEY): string {
    const text = maskCredentials(
      hasKey.test(value) ? maskValues(value, { ruleOf, masked }) : value,
      maskOnce,
    )
    const rest = maskCardNumbers(maskAddresses(text))
    return patterns.reduce((result, pattern) => result.replace(pattern, maskMatch), rest)
  }

  // A secret beside another may only be recognised once that one is masked.
  function textWith(hasKey: RegExp, passes = MAX_PASSES): (value: string) => string {
    return (value) => {
      const text = maskOnce(value, hasKey)
      return text === value || passes === 1 ? text : textWith(hasKey, passes - 1)(text)
    }
  }

  function isPlain(value: string): boolean {
    return patterns.length === 0 && isPlainText(value, isKey)
  }

  function plainJson(value: string): string | undefined {
    const known = plainTexts.get(value)
    if (known !== undefined || value.length > MAX_CACHED_LENGTH) return known
    const isKept = isPlain(value) || (patterns.length === 0 && names.text(value) === value)
    return isKept ? plainTexts.add(value, JSON.stringify(value.toWellFormed())) : undefined
  }

  const names = { isPlain, text: textWith(KEY_IN_NAME) }
  return { keyInfo, maskedValue, isPlain, names, plainJson, text: textWith(HAS_KEY) }
}

function besideMasks({ source, flags }: RegExp): RegExp {
  return new RegExp(`\\[redacted\\]|(?:${source})`, `${flags.replace('g', '')}g`)
}

function maskMatch(match: string): string {
  return match && MASK
}
