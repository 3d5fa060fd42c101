import { UsageError } from '../cli-error.ts'
import { didYouMean } from '../closest.ts'
import type { Argument, Arguments, Tool } from './tool.ts'

const MAX_SHOWN = 60
const MAX_TEXT = 10_000

/**
 * Checks the arguments of a call. Without them, a call has none.
 * @throws UsageError that names the argument and what was received
 */
export function readArguments(tool: Tool, given: unknown): Arguments {
  const values = given ?? {}
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw new UsageError(`The arguments of ${tool.name} must be an object, not ${shown(values)}`)
  }
  const known = Object.keys(tool.arguments)
  for (const [name, value] of Object.entries(values)) {
    const argument = Object.hasOwn(tool.arguments, name) ? tool.arguments[name] : undefined
    if (argument === undefined) {
      const all = known.length === 0 ? 'none' : known.join(', ')
      throw new UsageError(
        `${tool.name} has no argument ${shown(name)}.${didYouMean(name, known)} It has ${all}`,
      )
    }
    check(name, argument, value)
  }
  const missing = tool.required?.find((name) => !Object.hasOwn(values, name))
  if (missing !== undefined) throw new UsageError(`${tool.name} needs the argument ${missing}`)
  return values as Arguments
}

function check(name: string, argument: Argument, value: unknown): void {
  const wanted = argument.enum?.map((one) => JSON.stringify(one)).join(', ')
  if (wanted !== undefined && !argument.enum?.includes(String(value))) {
    throw new UsageError(`${name} must be one of ${wanted}, not ${shown(value)}`)
  }
  if (!isOfType(value, argument)) {
    const type = argument.type === 'object' ? 'an object of texts' : `a ${argument.type}`
    throw new UsageError(`${name} must be ${type}, not ${shown(value)}`)
  }
  if (JSON.stringify(value).length > MAX_TEXT) {
    throw new UsageError(`${name} has more than ${MAX_TEXT} characters`)
  }
}

function isOfType(value: unknown, { type }: Argument): boolean {
  if (type !== 'object') return typeof value === type
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((one) => typeof one === 'string')
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}
