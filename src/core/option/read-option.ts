import { environment } from '../platform/environment.ts'

/** What an option may hold. */
export interface Rule<T> {
  /** In words, after "must be". */
  readonly words: string
  accepts(value: unknown): value is T
  /** The value that an environment variable's text stands for; of an option without one, the text. */
  parse?(text: string): unknown
  /** Whether what it holds is told to nobody. */
  readonly isSecret?: boolean
}

/** A rule for options that an environment variable holds as they are. */
export function textRule<T extends string>(
  words: string,
  accepts: (text: string) => boolean,
): Rule<T> {
  return {
    words,
    accepts: (value): value is T => typeof value === 'string' && accepts(value),
    parse: (text) => text,
  }
}

const SWITCHES: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false }

/** The rule for options that are on or off. */
export const SWITCH: Rule<boolean> = {
  words: 'true or false',
  accepts: (value) => typeof value === 'boolean',
  parse: (text) => SWITCHES[text] ?? text,
}

/** A rule for options that hold a whole number, `least` or more. */
export function countRule(least: number): Rule<number> {
  return {
    words: `a whole number of ${least} or more`,
    accepts: (value): value is number => Number.isSafeInteger(value) && (value as number) >= least,
    parse: Number,
  }
}

/** A rule for options that hold a list; its environment variable separates the items with commas. */
export function listRule<T>(
  words: string,
  accepts: (item: unknown) => boolean,
): Rule<readonly T[]> {
  return {
    words,
    accepts: (value): value is readonly T[] => Array.isArray(value) && value.every(accepts),
    parse: (text) => text.split(',').map((item) => item.trim()),
  }
}

/**
 * An option's value: from code, else from its environment variable (`trustSampling`:
 * `HOPTRACE_TRUST_SAMPLING`), else `undefined`. One that stands inside of another is named with it: `redact.keys`.
 * @throws TypeError that names the option or variable and what it holds
 */
export function readOption<T>(
  options: object,
  name: string,
  rule: Rule<T>,
  within = '',
): T | undefined {
  const given = (options as Record<string, unknown>)[name]
  if (given !== undefined) return checkOption(`${within}${name}`, given, rule)
  const words = `${within}${name}`.replace(/[A-Z]/g, '_$&').replace('.', '_')
  const variable = `HOPTRACE_${words.toUpperCase()}`
  const text = environment(variable)
  return text === undefined ? undefined : checked(variable, rule.parse?.(text) ?? text, rule, text)
}

/**
 * An option's value, where it is given; for one that no environment variable can hold.
 * @throws TypeError that names the option and what it holds
 */
export function checkOption<T>(name: string, value: unknown, rule: Rule<T>): T | undefined {
  return value === undefined ? undefined : checked(`option '${name}'`, value, rule)
}

/**
 * Refuses what is no object of options.
 * @throws TypeError that says what it is
 */
export function checkObject(options: unknown, name = 'options'): asserts options is object {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return
  throw new TypeError(`hoptrace: ${name} must be an object, got ${show(options)}`)
}

/**
 * Refuses what is no object of options, and names that no option has.
 * @throws TypeError that names the one that is unknown, and those that are known
 */
export function checkNames(options: unknown, known: readonly string[], within = ''): void {
  checkObject(options, within === '' ? undefined : `option '${within.slice(0, -1)}'`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const names = known.map((name) => within + name).join(', ')
  throw new TypeError(`hoptrace: unknown option '${within}${unknown}'; known are ${names}`)
}

function checked<T>(name: string, value: unknown, rule: Rule<T>, given = value): T {
  if (rule.accepts(value)) return value
  const shown = rule.isSecret ? typeof given : show(given)
  throw new TypeError(`hoptrace: ${name} must be ${rule.words}, got ${shown}`)
}

/** A value in a message: what holds more than itself by its type. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
  return value instanceof RegExp || Object(value) !== value ? String(value) : typeof value
}
