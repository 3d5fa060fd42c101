import { isObject } from '../lib/is-object.ts'
import { environment } from '../platform/environment.ts'
import { RENAMED } from './renamed-options.ts'
import type { Rule, Rules } from './rules.ts'

/** The options of a group that are given. */
export type Given<T> = { readonly [Name in keyof T]?: NonNullable<T[Name]> }

/**
 * Returns the options of a group that are given: in code, else by their environment variables.
 * @param prefix names the option that contains these: `redact.`
 * @throws TypeError that names the unknown or wrong option or variable, and its value
 */
export function readOptions<T extends object>(options: T, rules: Rules<T>, prefix = ''): Given<T> {
  checkNames(options, Object.keys(rules), prefix)
  const given: Record<string, unknown> = {}
  for (const [name, rule] of Object.entries<Rule<unknown>>(rules)) {
    const value = readOption(options, name, rule, prefix)
    if (value !== undefined) given[name] = value
  }
  return given as Given<T>
}

/**
 * Returns an option's value: from code, else from its environment variable (`trustSampling`:
 * `HOPTRACE_TRUST_SAMPLING`), else `undefined`.
 * @param prefix names the option that contains this one: `redact.`
 * @throws TypeError that names the option or variable and its value
 */
export function readOption<T>(
  options: object,
  name: string,
  rule: Rule<T>,
  prefix = '',
): T | undefined {
  const given = (options as Record<string, unknown>)[name]
  if (given !== undefined) return checkOption(`${prefix}${name}`, given, rule)
  const variable = variableOf(prefix + name)
  const text = rule.parse && environment(variable)
  return text === undefined ? undefined : checked(variable, rule.parse?.(text) ?? text, rule, text)
}

function variableOf(path: string): string {
  return `HOPTRACE_${path.replace(/\.|(?=[A-Z])/g, '_').toUpperCase()}`
}

/**
 * Returns an option's value, if it is given. For options without an environment variable.
 * @throws TypeError that names the option and its value
 */
export function checkOption<T>(name: string, value: unknown, rule: Rule<T>): T | undefined {
  return value === undefined ? undefined : checked(`option '${name}'`, value, rule)
}

const OBJECT_RULE: Rule<object> = {
  expected: 'an object',
  accepts: (value): value is object => isObject(value) && !Array.isArray(value),
}

/**
 * Refuses anything but an object of options.
 * @throws TypeError that shows the value
 */
export function checkObject(options: unknown, name = 'options'): asserts options is object {
  checked(name, options, OBJECT_RULE)
}

/**
 * Refuses anything but an object of options, unknown names in it, and variables with an old name.
 * @param prefix names the option that contains these: `redact.`
 * @throws TypeError that names the unknown option, and its new name or the known ones
 */
export function checkNames(options: unknown, known: readonly string[], prefix = ''): void {
  checkObject(options, prefix === '' ? undefined : `option '${prefix.slice(0, -1)}'`)
  for (const [oldName, newName] of Object.entries(RENAMED)) {
    if (!known.includes(newName)) continue
    const variable = variableOf(oldName)
    if (Object.hasOwn(options, oldName))
      refuse(`option '${prefix}${oldName}'`, `it is now called '${newName}'`)
    if (environment(variable) !== undefined)
      refuse(variable, `it is now called ${variableOf(prefix + newName)}`)
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const names = known.map((name) => prefix + name).join(', ')
  refuse(`option '${prefix}${unknown}'`, `known are ${names}`)
}

function refuse(name: string, hint: string): never {
  throw new TypeError(`hoptrace: unknown ${name}; ${hint}`)
}

function checked<T>(name: string, value: unknown, rule: Rule<T>, given = value): T {
  if (rule.accepts(value)) return value
  const shown = rule.isSecret ? typeof given : show(given)
  throw new TypeError(`hoptrace: ${name} must be ${rule.expected}, got ${shown}`)
}

/**
 * Shows a value in an error message; of objects, and of what lies deep in lists, only the type. The user and
 * password of an address are left out.
 */
export function show(value: unknown, depth = 3): string {
  if (typeof value === 'string') return `'${value.replace(/^(\w+:\/\/).*@/s, '$1…@')}'`
  if (Array.isArray(value) && depth > 0)
    return `[${value.map((item) => show(item, depth - 1)).join(', ')}]`
  return value instanceof RegExp || Object(value) !== value ? String(value) : typeof value
}
