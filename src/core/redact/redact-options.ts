import {
  type Given,
  listRule,
  type Rule,
  type Rules,
  readOptions,
  SECRET_RULE,
} from '../option/read-option.ts'
import { MAX_KEY_LENGTH, normalised } from './key-rules.ts'

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
   * More names whose values are masked. They match whole names, in any case and with any separators.
   * Environment: `HOPTRACE_REDACT_KEYS`, separated by commas.
   * @default none
   */
  readonly keys?: readonly string[] | undefined
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
const PATTERNS_RULE: Rule<readonly RegExp[]> = {
  ...listRule(
    'a list of regular expressions that are linear, match something, and are not sticky',
    isPattern,
  ),
  parse: parsePattern,
}
const RULES: Rules<RedactOptions> = {
  keys: NAMES_RULE,
  patterns: PATTERNS_RULE,
  allow: NAMES_RULE,
  pseudonymize: NAMES_RULE,
  key: SECRET_RULE,
}

/**
 * Checks the options and reads the missing ones from the environment.
 * @throws TypeError that names the wrong option or variable and its value; of the key only its type
 */
export function readRedactOptions(options: RedactOptions = {}): Given<RedactOptions> {
  const given = readOptions(options, RULES, 'redact.')
  if (given.pseudonymize?.length && given.key === undefined) {
    throw new TypeError("hoptrace: option 'redact.pseudonymize' needs option 'redact.key'")
  }
  return given
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name.length <= MAX_KEY_LENGTH && normalised(name) !== ''
}

// `(a+)+` takes exponential time if it doesn't match.
const EXPONENTIAL = /\((?:\?:)?(?:\\.|\[[^\]]*\]|[^\\()[\]])[+*]\)[+*]/

function isPattern(pattern: unknown): boolean {
  if (!(pattern instanceof RegExp) || pattern.sticky || EXPONENTIAL.test(pattern.source)) {
    return false
  }
  // A copy: `test` moves a global pattern on.
  return !new RegExp(pattern, pattern.flags.replace('g', '')).test('')
}

function parsePattern(text: string): unknown {
  try {
    return [new RegExp(text)]
  } catch {
    return text
  }
}
