import type { InsightsQuery } from '../queries/index.ts'
import { UsageError } from './cli-error.ts'

/** What ids are made of. Nothing of it ends a text in a query, so a value can't become a command. */
const SAFE = /^[A-Za-z0-9_.:@/-]{1,256}$/

/** Whether a value can be a query's parameter, which needs no quotes in a shell either. */
export function isParameter(value: string): boolean {
  return SAFE.test(value)
}

/**
 * The text of a query with its parameters' values.
 * Throws a `UsageError` for a value that is missing, unknown, or of other characters than ids have.
 */
export function fillIn(
  { id, text, parameters }: InsightsQuery,
  values: Readonly<Record<string, string>>,
): string {
  const names = parameters.map(({ name }) => name)
  const unknown = Object.keys(values).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`
    throw new UsageError(`${id} has no parameter '${unknown}': ${known}`)
  }
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new UsageError(`${id} needs --param ${name}=…`)
    if (SAFE.test(value)) return value
    throw new UsageError(`--param ${name} has letters, digits and _ . : @ / - only`)
  })
}
