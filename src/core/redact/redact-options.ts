import { readOptions } from '../option/read-option.ts'
import { listRule, type Rules, SECRET_RULE } from '../option/rules.ts'
import type { KeyRule } from './built-in-keys.ts'
import { MAX_KEY_LENGTH, normalised, type OwnRules } from './key-rules.ts'

/**
 * What is masked in records, in addition to what always is.
 *
 * @example
 * import type { RedactOptions } from 'hoptrace'
 *
 * export const redact: RedactOptions = { keys: ['customerNumber'], patterns: [/\bCUST-\d{6}\b/] }
 */
export interface RedactOptions {
  /**
   * More names whose values are masked. They match whole names, in any case and with any separators;
   * `*` stands for any characters: `*Token`. A regular expression is matched against the name as it
   * is written, and against the name in lower case without separators.
   * Environment: `HOPTRACE_REDACT_KEYS`, names separated by commas.
   * @default none
   */
  readonly keys?: readonly (string | RegExp)[] | undefined
  /**
   * More patterns to mask in texts. A global flag is not needed. They run on every text that is
   * logged, so each must take linear time. Environment: `HOPTRACE_REDACT_PATTERNS`, one pattern.
   * @default none
   */
  readonly patterns?: readonly RegExp[] | undefined
  /**
   * Names whose values are not masked although they match, unless the value has the form of a secret.
   * Environment: `HOPTRACE_REDACT_ALLOW`, separated by commas.
   * @default none
   */
  readonly allow?: readonly string[] | undefined
  /**
   * Names, of the record's identity or of metadata, whose values are replaced by a keyed hash.
   * Environment: `HOPTRACE_REDACT_PSEUDONYMIZE`, separated by commas.
   * @default none
   */
  readonly pseudonymize?: readonly string[] | undefined
  /** The key of that hash, at least 16 characters. Environment: `HOPTRACE_REDACT_KEY`. */
  readonly key?: string | undefined
}

const NAME_LIST = `a list of names of 1 to ${MAX_KEY_LENGTH} characters`
const NAMES_RULE = listRule<string>(NAME_LIST, isName)
const RULES: Rules<RedactOptions> = {
  keys: listRule(
    `${NAME_LIST}, or linear regular expressions`,
    (key) => isName(key) || isPattern(key),
  ),
  patterns: {
    ...listRule('a list of regular expressions, linear and not sticky', isPattern),
    parse: parsePattern,
  },
  allow: NAMES_RULE,
  pseudonymize: NAMES_RULE,
  key: SECRET_RULE,
}

/** The options as the redactor needs them. */
interface RedactRules {
  readonly own: OwnRules
  readonly patterns: readonly RegExp[]
  readonly key: string
}

/**
 * Checks the options and reads the missing ones from the environment.
 * @throws TypeError that names the wrong option or variable and its value; of the key only its type
 */
export function readRedactOptions(options: RedactOptions = {}): RedactRules {
  const given = readOptions(options, RULES, 'redact.')
  const { keys, patterns = [], allow, pseudonymize, key = '' } = given
  if (pseudonymize?.length && key === '') {
    throw new TypeError("hoptrace: option 'redact.pseudonymize' needs option 'redact.key'")
  }
  // Of several for one key, the first counts.
  const own = [
    ...ownRules(allow, 'kept'),
    ...ownRules(pseudonymize, 'pseudonym'),
    ...ownRules(keys, 'always'),
  ]
  return { own, patterns, key }
}

function ownRules(keys: readonly (string | RegExp)[] = [], rule: KeyRule): OwnRules {
  return keys.map((key) => [keyPattern(key), rule])
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name.length <= MAX_KEY_LENGTH && normalised(name) !== ''
}

function isPattern(pattern: unknown): boolean {
  // `(a+)+` takes exponential time if it doesn't match.
  const exponential = /\((?:\?:)?(?:\\.|\[[^\]]*\]|[^\\()[\]])[+*]\)[+*]/
  if (!(pattern instanceof RegExp) || pattern.sticky || exponential.test(pattern.source)) {
    return false
  }
  return !notGlobal(pattern).test('')
}

/** Copies a pattern: `test` moves a global one on. */
function notGlobal(pattern: RegExp): RegExp {
  return new RegExp(pattern, pattern.flags.replace('g', ''))
}

function parsePattern(text: string): unknown {
  try {
    return [new RegExp(text)]
  } catch {
    return text
  }
}

function keyPattern(key: string | RegExp): RegExp {
  return typeof key === 'string'
    ? new RegExp(`^${key.split('*').map(normalised).join('.*')}$`)
    : notGlobal(key)
}
