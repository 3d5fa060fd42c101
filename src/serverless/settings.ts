import {
  metricsEnvironment,
  type ServiceDescription,
  xrayEnvironment,
} from '../cloudformation/index.ts'
import { hasRouteForAny } from './actions.ts'
import { loggedFunctions, WITHIN } from './description.ts'
import type { Service } from './framework.ts'

/** Says something to whoever packages a service. */
export type Report = (text: string) => void

/**
 * Turns on X-Ray and metrics for a service, and tells its functions what their records are called.
 * What serverless.yml says itself stays, and is reported.
 */
export function applySettings(
  service: Service,
  described: ServiceDescription,
  report: Report,
): void {
  turnOnTracing(service, report)
  addEnvironment(service, report)
  nameRecords(service, described)
  for (const [key, one] of loggedFunctions(service)) {
    if (!hasRouteForAny(one) || chosenActions(service, key) !== undefined) continue
    const remedy = `name them in ${WITHIN}functions.${key}.actions`
    report(`functions.${key} has a route for any method, so its actions aren't known: ${remedy}`)
  }
}

function turnOnTracing({ provider, functions = {} }: Service, report: Report): void {
  provider.tracing ??= {}
  provider.tracing.lambda ??= true
  const said: [string, unknown][] = [
    ['provider.tracing.lambda', provider.tracing.lambda],
    ...Object.entries(functions).map(([key, { tracing = true }]): [string, unknown] => [
      `functions.${key}.tracing`,
      tracing,
    ]),
  ]
  for (const [name, value] of said) {
    if (value !== true && value !== 'Active') report(`${name} stays ${value}: X-Ray has no trace`)
  }
}

function addEnvironment({ provider, functions = {} }: Service, report: Report): void {
  const ours = { ...xrayEnvironment, ...metricsEnvironment }
  const said: [string, Readonly<Record<string, unknown>>][] = [
    ['provider.environment', provider.environment ?? {}],
    ...Object.entries(functions).map(
      ([key, { environment = {} }]): [string, Readonly<Record<string, unknown>>] => [
        `functions.${key}.environment`,
        environment,
      ],
    ),
  ]
  for (const [where, environment] of said) {
    for (const [name, value] of Object.entries(ours)) {
      const own = environment[name] ?? value
      if (String(own) !== value) report(`${where}.${name} stays ${own}, not ${value}`)
    }
  }
  provider.environment = { ...ours, ...provider.environment }
}

/** A function's code may say something else, which goes before its environment. */
function nameRecords(service: Service, { functions }: ServiceDescription): void {
  for (const [key, one] of loggedFunctions(service)) {
    const [action, ...others] = chosenActions(service, key) ?? []
    one.environment = {
      HOPTRACE_SERVICE: functions[key]?.service,
      ...(action !== undefined && others.length === 0 && { HOPTRACE_ACTION: action }),
      ...one.environment,
    }
  }
}

function chosenActions({ custom }: Service, key: string): readonly string[] | undefined {
  return custom?.hoptrace?.functions?.[key]?.actions
}
