import {
  metricsEnvironment,
  type ServiceDescription,
  xrayEnvironment,
} from '../cloudformation/index.ts'
import { hasRouteForAny } from './actions.ts'
import { loggedFunctions, OPTION_PREFIX, regionalFunctions } from './description.ts'
import type { Reporter, Service } from './framework.ts'

type Environment = Readonly<Record<string, unknown>>

/**
 * Turns on metrics for a service, and sets the names that its functions' records have. Settings of
 * serverless.yml stay as they are. Each one that differs is reported, but a version of one's own.
 */
export function applySettings(
  service: Service,
  description: ServiceDescription & { readonly version?: string | undefined },
  report: Reporter,
): void {
  addEnvironment(service, description, report)
  addVersion(service, description.version)
  nameRecords(service, description)
  for (const [key, fn] of loggedFunctions(service)) {
    if (!hasRouteForAny(fn) || chosenActions(service, key) !== undefined) continue
    const remedy = `name them in ${OPTION_PREFIX}functions.${key}.actions`
    report(`functions.${key} has a route for any method, so its actions aren't known: ${remedy}`)
  }
}

function addEnvironment(
  service: Service,
  { stage = '' }: ServiceDescription,
  report: Reporter,
): void {
  const { provider } = service
  const defaults = { ...xrayEnvironment, ...metricsEnvironment, HOPTRACE_STAGE: stage }
  const environments: [string, Environment][] = [
    ['provider.environment', provider.environment ?? {}],
    ...regionalFunctions(service).map(([key, { environment = {} }]): [string, Environment] => [
      `functions.${key}.environment`,
      environment,
    ]),
  ]
  for (const [path, environment] of environments) {
    for (const [name, value] of Object.entries(defaults)) {
      const chosen = environment[name] ?? value
      if (String(chosen) !== value) report(`${path}.${name} stays ${chosen}, not ${value}`)
    }
  }
  provider.environment = { ...defaults, ...provider.environment }
}

function addVersion({ provider }: Service, version: string | undefined): void {
  if (version === undefined) return
  provider.environment = { HOPTRACE_VERSION: version, ...provider.environment }
}

/** Sets the names in the functions' environment. Names in a function's code win over them. */
function nameRecords(service: Service, { functions }: ServiceDescription): void {
  for (const [key, fn] of loggedFunctions(service)) {
    const [action, ...others] = chosenActions(service, key) ?? []
    fn.environment = {
      HOPTRACE_SERVICE: functions[key]?.service,
      ...(action !== undefined && others.length === 0 && { HOPTRACE_ACTION: action }),
      ...fn.environment,
    }
  }
}

function chosenActions({ custom }: Service, key: string): readonly string[] | undefined {
  return custom?.hoptrace?.functions?.[key]?.actions
}
