import { idsIn, targetOf } from './references.ts'
import type { Resources } from './template.ts'

/** The properties that lead from a target to its function. */
const TARGETS: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Integration': 'IntegrationUri',
  'AWS::Lambda::Alias': 'FunctionName',
  'AWS::Lambda::Version': 'FunctionName',
}
const MAX_STEPS = 4

/** Returns the logical id of the function that a value names, also through an alias or an integration. */
export function functionBehind(target: unknown, resources: Resources): string | undefined {
  let value = target
  for (let step = 0; step < MAX_STEPS; step++) {
    const id = idsIn(value).find((name) => name in resources)
    const { Type = '', Properties = {} } = id === undefined ? {} : (resources[id] ?? {})
    if (/^AWS::(Lambda|Serverless)::Function$/.test(Type)) return id
    const next = TARGETS[Type]
    if (next === undefined) return undefined
    value = Properties[next]
  }
  return undefined
}

/**
 * Whether a function is the one with a logical id.
 * @param name the function's name, or a reference to it
 */
export function isFunction(name: unknown, id: string, resources: Resources): boolean {
  return (
    id === targetOf(name) || (name !== undefined && resources[id]?.Properties.FunctionName === name)
  )
}
