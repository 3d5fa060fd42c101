import { checkNames, listRule, type Rule, readOption, textRule } from '../option/read-option.ts'
import { LONGEST_NAME, normalised } from './key-rules.ts'

/** What is masked in records, beyond what always is. Each has an environment variable: `HOPTRACE_REDACT_KEYS`. */
export interface RedactOptions {
  /** More member names to mask, matched as the built-in ones: whole, whatever their case and separators. */
  readonly keys?: readonly string[] | undefined
  /**
   * More patterns to mask in strings; a global flag is not needed. They run on every string that is
   * logged, so each must take a time linear in its length.
   */
  readonly patterns?: readonly RegExp[] | undefined
  /** Member names that are not masked although they match, unless the value is a secret by its form. */
  readonly allow?: readonly string[] | undefined
  /** Member names, of the record's identity or of metadata, whose value is replaced by a keyed hash. */
  readonly pseudonymize?: readonly string[] | undefined
  /** The key of that hash, 16 characters at least. */
  readonly key?: string | undefined
}

const WITHIN = 'redact.'
const SHORTEST_KEY = 16
const LISTS = `a list of names of 1 to ${LONGEST_NAME} characters`
const NAMES = listRule<string>(LISTS, isName)
const PATTERNS: Rule<readonly RegExp[]> = {
  ...listRule(
    'a list of regular expressions that are linear, match something, and are not sticky',
    isPattern,
  ),
  parse: parsePattern,
}
const KEY: Rule<string> = {
  ...textRule(`${SHORTEST_KEY} characters or more`, ({ length }) => length >= SHORTEST_KEY),
  isSecret: true,
}
const KNOWN = ['keys', 'patterns', 'allow', 'pseudonymize', 'key']

/**
 * Checks the options, and reads those that are left open from the environment.
 * @throws TypeError that names the option or variable and what it holds; of the key only its type
 */
export function readRedactOptions(options: RedactOptions = {}): Partial<RedactOptions> {
  checkNames(options, KNOWN, WITHIN)
  const names = (name: string) => readOption(options, name, NAMES, WITHIN) ?? []
  const pseudonymize = names('pseudonymize')
  const key = readOption(options, 'key', KEY, WITHIN)
  if (pseudonymize.length > 0 && key === undefined) {
    throw new TypeError("hoptrace: option 'redact.pseudonymize' needs option 'redact.key'")
  }
  return {
    keys: names('keys'),
    patterns: readOption(options, 'patterns', PATTERNS, WITHIN) ?? [],
    allow: names('allow'),
    pseudonymize,
    ...(key !== undefined && { key }),
  }
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name.length <= LONGEST_NAME && normalised(name) !== ''
}

// `(a+)+` takes exponential time where it doesn't match.
const EXPONENTIAL = /\((?:\?:)?(?:\\.|\[[^\]]*\]|[^\\()[\]])[+*]\)[+*]/

function isPattern(pattern: unknown): boolean {
  if (!(pattern instanceof RegExp) || pattern.sticky || EXPONENTIAL.test(pattern.source)) {
    return false
  }
  // A copy, since a test moves a global pattern on.
  return !new RegExp(pattern, pattern.flags.replace('g', '')).test('')
}

function parsePattern(text: string): unknown {
  try {
    return [new RegExp(text)]
  } catch {
    return text
  }
}
