import { environment } from './environment.ts'

/** What an option may hold. */
export interface Rule<T> {
  /** In words, after "must be". */
  readonly words: string
  accepts(value: unknown): value is T
  /** The value that an environment variable's text stands for. */
  parse(text: string): unknown
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

/**
 * An option's value: from code, else from its environment variable (`trustSampling`:
 * `HOPTRACE_TRUST_SAMPLING`), else `undefined`.
 * @throws TypeError that names the option or variable and what it holds
 */
export function readOption<T>(options: object, name: string, rule: Rule<T>): T | undefined {
  const given = (options as Record<string, unknown>)[name]
  if (given !== undefined) return checked(`option '${name}'`, given, rule)
  const variable = `HOPTRACE_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`
  const text = environment(variable)
  return text === undefined ? undefined : checked(variable, rule.parse(text), rule)
}

/**
 * Refuses names that no option has.
 * @throws TypeError that names the one that is unknown, and those that are known
 */
export function checkNames(options: unknown, known: readonly string[]): asserts options is object {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`hoptrace: options must be an object, got ${show(options)}`)
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new TypeError(`hoptrace: unknown option '${unknown}'; known are ${known.join(', ')}`)
}

function checked<T>(name: string, value: unknown, rule: Rule<T>): T {
  if (rule.accepts(value)) return value
  throw new TypeError(`hoptrace: ${name} must be ${rule.words}, got ${show(value)}`)
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return 'an array'
  return value === null ? 'null' : typeof value
}
