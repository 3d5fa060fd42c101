import { LONGEST_NAME, normalised } from './member-names.ts'

/** What is masked in records, beyond what always is. */
export interface RedactOptions {
  /** More member names to mask, matched as the built-in ones: whole, whatever their case and separators. */
  readonly keys?: readonly string[]
  /**
   * More patterns to mask in strings; a global flag is not needed. They run on every string that is
   * logged, so each must take a time linear in its length.
   */
  readonly patterns?: readonly RegExp[]
  /** Member names that are not masked although they match. */
  readonly allow?: readonly string[]
  /** Member names, of the record's identity or of metadata, whose value is replaced by a keyed hash. */
  readonly pseudonymize?: readonly string[]
  /** The key of that hash, 16 characters at least. */
  readonly key?: string
}

type Rule = readonly [expected: string, holds: (value: unknown) => boolean]

const NAMES: Rule = [`names of 1 to ${LONGEST_NAME} characters`, isName]
const RULES: ReadonlyMap<string, Rule> = new Map([
  ['keys', NAMES],
  ['patterns', ['linear, stateless regular expressions', isPattern]],
  ['allow', NAMES],
  ['pseudonymize', NAMES],
])
const SHORTEST_KEY = 16
// `(a+)+` takes exponential time where it doesn't match.
const EXPONENTIAL = /\((?:\?:)?(?:\\.|\[[^\]]*\]|[^\\()[\]])[+*]\)[+*]/

/**
 * Checks the options.
 * @throws TypeError that names the option and what it got
 */
export function checkRedactOptions(options: RedactOptions): void {
  if (typeof options !== 'object' || options === null) fail('', 'an object', options)
  const { key, ...lists } = options
  for (const [name, list] of Object.entries(lists)) checkList(name, list)
  if (key === undefined && !options.pseudonymize?.length) return
  if (typeof key !== 'string') fail('.key', 'a string', typeof key)
  // The key itself is told to nobody.
  if (key.length < SHORTEST_KEY) fail('.key', `${SHORTEST_KEY} characters or more`, key.length)
}

function checkList(name: string, list: unknown = []): void {
  const [expected, holds] = RULES.get(name) ?? fail(`.${name}`, 'left out: it is unknown', list)
  if (!Array.isArray(list)) fail(`.${name}`, `a list of ${expected}`, list)
  for (const item of list) if (!holds(item)) fail(`.${name}`, expected, item)
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name.length <= LONGEST_NAME && normalised(name) !== ''
}

function isPattern(pattern: unknown): boolean {
  if (!(pattern instanceof RegExp) || pattern.sticky || EXPONENTIAL.test(pattern.source)) {
    return false
  }
  // A copy, since a test moves a global pattern on.
  return !new RegExp(pattern, pattern.flags.replace('g', '')).test('')
}

function fail(option: string, expected: string, got: unknown): never {
  const shown = typeof got === 'string' ? `'${got}'` : String(got)
  throw new TypeError(`hoptrace: option 'redact${option}' must be ${expected}, got ${shown}`)
}
