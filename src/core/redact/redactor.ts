import { BoundedCache } from '../lib/bounded-cache.ts'
import { maskAddresses } from './addresses.ts'
import type { KeyRule } from './built-in-keys.ts'
import { MAY_BE_NUMBER, maskCardNumbers } from './card-numbers.ts'
import { MAY_BE_CREDENTIAL, maskCredentials } from './credentials.ts'
import { type KeyInfo, keyRules, normalised } from './key-rules.ts'
import { MASK } from './mask.ts'
import { prefilterSource } from './prefilter.ts'
import { pseudonymOf } from './pseudonym.ts'
import { type RedactOptions, readRedactOptions } from './redact-options.ts'
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
// Characters that JSON escapes.
const ESCAPED = /[^ !#-[\]-\ud7ff\ue000-\uffff]/

/** Pre-checks of texts. */
interface TextPatterns {
  readonly isStructured: RegExp
  readonly isNotPlain: RegExp
}

const textPatterns = new BoundedCache<TextPatterns>()

/** Returns the pre-checks for the built-in keys and these. */
function textPatternsFor(names: readonly string[]): TextPatterns {
  const all = names.join()
  const known = textPatterns.get(all)
  if (known !== undefined) return known
  const isStructured = new RegExp(prefilterSource(names))
  // One pattern: most texts are plain, and four patterns would take three times as long.
  const parts = [ESCAPED, isStructured, MAY_BE_CREDENTIAL, MAY_BE_NUMBER]
  const isNotPlain = new RegExp(parts.map(({ source }) => source).join('|'))
  return textPatterns.add(all, { isStructured, isNotPlain })
}

/**
 * Creates a redactor.
 * @throws TypeError that names the wrong option and its value
 */
export function createRedactor(given?: RedactOptions): Redactor {
  const options = readRedactOptions(given)
  const patterns = (options.patterns ?? []).map(besideMasks)
  const rules = ownRules(options)
  const { isStructured, isNotPlain } = textPatternsFor([...rules.keys()])
  const keyInfo = keyRules(rules, patterns.length > 0)
  const masking = { ruleOf: (name: string) => keyInfo(name).rule, masked }
  const { key = '' } = options
  const plainTexts = new BoundedCache<string>()

  function masked(rule: KeyRule, value: string): string {
    return rule === 'pseudonym' && !/^[[{]/.test(value) ? pseudonymOf(value, key) : MASK
  }

  function maskedValue(name: string, value: unknown): string | undefined {
    if (value === undefined || value === null) return undefined
    const { rule } = keyInfo(name)
    if (rule === 'none' || (rule === 'text' && !/string|object/.test(typeof value)))
      return undefined
    return masked(rule, typeof value === 'object' ? '{' : String(value))
  }

  function maskOnce(value: string, hasKeys: RegExp): string {
    const members = hasKeys.test(value) ? maskValues(value, masking) : value
    const rest = isStructured.test(members) ? maskAddresses(members) : members
    const masked = maskCardNumbers(maskCredentials(rest))
    return patterns.reduce((result, pattern) => result.replace(pattern, maskMatch), masked)
  }

  function textWith(hasKeys: RegExp): (value: string) => string {
    return (value) => {
      let result = maskOnce(value, hasKeys)
      // A secret beside another may only be recognised once that one is masked.
      for (let last = value, pass = 1; result !== last && pass < MAX_PASSES; pass += 1) {
        last = result
        result = maskOnce(result, hasKeys)
      }
      return result
    }
  }

  function isPlain(value: string): boolean {
    return patterns.length === 0 && !isNotPlain.test(value)
  }

  function plainJson(value: string): string | undefined {
    const known = plainTexts.get(value)
    if (known !== undefined || value.length > MAX_CACHED_LENGTH) return known
    return isPlain(value) ? plainTexts.add(value, `"${value}"`) : undefined
  }

  const names = { isPlain, text: textWith(KEY_IN_NAME) }
  return { keyInfo, maskedValue, isPlain, names, plainJson, text: textWith(isStructured) }
}

function ownRules({ keys, pseudonymize, allow }: RedactOptions): Map<string, KeyRule> {
  const rules = new Map<string, KeyRule>()
  const set = (rule: KeyRule, names: readonly string[] = []) => {
    for (const name of names) rules.set(normalised(name), rule)
  }
  set('always', keys)
  set('pseudonym', pseudonymize)
  set('none', allow)
  return rules
}

function besideMasks({ source, flags }: RegExp): RegExp {
  return new RegExp(`\\[redacted\\]|(?:${source})`, `${flags.replace('g', '')}g`)
}

function maskMatch(match: string): string {
  return match && MASK
}
