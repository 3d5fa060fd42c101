import { BoundedCache } from '../lib/bounded-cache.ts'
import { maskAddresses } from './addresses.ts'
import { MAY_BE_NUMBER, maskCardNumbers } from './card-numbers.ts'
import { MAY_BE_CREDENTIAL, maskCredentials } from './credentials.ts'
import { type KeyInfo, type KeyRule, keyRules, normalised } from './key-rules.ts'
import { MASK } from './mask.ts'
import { prefilterSource } from './prefilter.ts'
import { pseudonymOf } from './pseudonym.ts'
import { type RedactOptions, readRedactOptions } from './redact-options.ts'
import { maskMembers } from './text-scan.ts'

export type { RedactOptions } from './redact-options.ts'

/** Masks the secrets in texts. */
export interface Masker {
  /** Whether a text is seen at once to hold no secret, nor anything that JSON escapes. */
  isPlain(text: string): boolean
  /** The text with every secret in it masked; the same string when there is none. */
  text(value: string): string
}

/** Keeps secrets and personal data out of what is logged. */
export interface Redactor extends Masker {
  /** What is known of members of this name. */
  keyInfo(name: string): KeyInfo
  /**
   * What stands for a member of this name, whatever its value holds: `[redacted]` or a pseudonym;
   * `undefined` when the value itself is to be looked at.
   */
  maskedValue(key: string, value: unknown): string | undefined
  /** For a program's own names, such as `password:reset`, in which a colon begins no member. */
  readonly names: Masker
  /** A short text as JSON of which a program has few, such as a message; `undefined` unless it is plain. */
  plainJson(text: string): string | undefined
}

const MOST_PASSES = 4
const LONGEST_WORD = 80
/** What a name with a member in it has, such as a URL or a header; that a colon alone is none, `otp:send` shows. */
const MEMBER_IN_NAME = /[=%"'`]|\bx-|:(?=\s|[^\s:]*\d)/i
// What JSON escapes.
const ESCAPED = /[^ !#-[\]-\ud7ff\ue000-\uffff]/

/** How texts look that are not plain. */
interface TextPatterns {
  readonly isStructured: RegExp
  readonly isNotPlain: RegExp
}

const textPatterns = new BoundedCache<TextPatterns>()

/** How texts look that may hold members of the built-in names or of these. */
function textPatternsFor(names: readonly string[]): TextPatterns {
  const all = names.join()
  const known = textPatterns.get(all)
  if (known !== undefined) return known
  const isStructured = new RegExp(prefilterSource(names))
  // One pattern, as most texts that are logged are plain: four would take three times as long.
  const parts = [ESCAPED, isStructured, MAY_BE_CREDENTIAL, MAY_BE_NUMBER]
  const isNotPlain = new RegExp(parts.map(({ source }) => source).join('|'))
  return textPatterns.add(all, { isStructured, isNotPlain })
}

/**
 * Creates a redactor.
 * @throws TypeError that names the option that is set up wrong, and what it got
 */
export function createRedactor(given?: RedactOptions): Redactor {
  const options = readRedactOptions(given)
  const patterns = (options.patterns ?? []).map(besideMasks)
  const rules = ownRules(options)
  const { isStructured, isNotPlain } = textPatternsFor([...rules.keys()])
  const keyInfo = keyRules(rules, patterns.length > 0)
  const masking = { ruleOf: (name: string) => keyInfo(name).rule, masked }
  const { key = '' } = options
  const words = new BoundedCache<string>()

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

  function maskOnce(value: string, membersIn: RegExp): string {
    const members = membersIn.test(value) ? maskMembers(value, masking) : value
    const rest = isStructured.test(members) ? maskAddresses(members) : members
    const masked = maskCardNumbers(maskCredentials(rest))
    return patterns.reduce((result, pattern) => result.replace(pattern, maskMatch), masked)
  }

  function textWith(membersIn: RegExp): (value: string) => string {
    return (value) => {
      let result = maskOnce(value, membersIn)
      // What stood glued to a secret may only now be seen as one.
      for (let last = value, pass = 1; result !== last && pass < MOST_PASSES; pass += 1) {
        last = result
        result = maskOnce(result, membersIn)
      }
      return result
    }
  }

  function isPlain(value: string): boolean {
    return patterns.length === 0 && !isNotPlain.test(value)
  }

  function plainJson(value: string): string | undefined {
    const known = words.get(value)
    if (known !== undefined || value.length > LONGEST_WORD) return known
    return isPlain(value) ? words.add(value, `"${value}"`) : undefined
  }

  const names = { isPlain, text: textWith(MEMBER_IN_NAME) }
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
