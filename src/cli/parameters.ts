import type { InsightsQuery } from '../queries/index.ts'
import { UsageError } from './cli-error.ts'

/** The characters of ids. None of them ends a string in a query, so a value can't become a command. */
const SAFE_VALUE = /^[A-Za-z0-9_.:@/-]{1,256}$/

/** Whether a value can be a query's parameter. Such a value needs no quotes in a shell. */
export function isParameterValue(value: string): boolean {
  return SAFE_VALUE.test(value)
}

/**
 * Returns the text of a query with the values of its parameters.
 * @throws UsageError if a value is missing, unknown, or has other characters than ids have
 */
export function fillParameters(
  { id, text, parameters }: InsightsQuery,
  values: Readonly<Record<string, string>>,
): string {
  const names = parameters.map(({ name }) => name)
  const unknown = Object.keys(values).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const known = names.length === 0 ? 'none' : names.join(', ')
    throw new UsageError(`Unknown parameter '${unknown}': ${id} has ${known}`)
  }
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new UsageError(`${id} needs --param ${name}=…`)
    if (isParameterValue(value)) return value
    throw new UsageError(`--param ${name} takes 1 to 256 letters, digits and _ . : @ / -`)
  })
}
