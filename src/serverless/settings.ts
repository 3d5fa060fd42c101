import { namesEnvironment, sharedEnvironment } from '../cloudformation/function-environment.ts'
import type { ServiceDescription } from '../cloudformation/index.ts'
import { hasRouteForAny, unwatchedRoutes } from './actions.ts'
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
    for (const route of chosenActions(service, key) === undefined ? unwatchedRoutes(fn) : [])
      report(`functions.${key} has no alarm for ${route}: a metric's dimension is printable ASCII`)
    if (!hasRouteForAny(fn) || chosenActions(service, key) !== undefined) continue
    const remedy = `name them in ${OPTION_PREFIX}functions.${key}.actions`
    report(`functions.${key} has a route for any method, so its actions aren't known: ${remedy}`)
  }
}

function addEnvironment(service: Service, description: ServiceDescription, report: Reporter): void {
  const { provider } = service
  const defaults = sharedEnvironment(description)
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
  // Each function's own environment. The provider's would be a part of the hash in the names of the
  // versions of Lambda@Edge functions, and CloudFormation refuses a new version of an unchanged function.
  const added = Object.entries(defaults).filter(([name]) => !isSet(provider.environment, name))
  for (const [, fn] of regionalFunctions(service))
    fn.environment = { ...Object.fromEntries(added), ...fn.environment }
}

function isSet(environment: Environment = {}, name: string): boolean {
  return environment[name] !== undefined
}

// Each function's own environment, as above.
function addVersion(service: Service, version: string | undefined): void {
  if (version === undefined || isSet(service.provider.environment, 'HOPTRACE_VERSION')) return
  for (const [, fn] of regionalFunctions(service))
    fn.environment = { HOPTRACE_VERSION: version, ...fn.environment }
}

/** Sets the names in the functions' environment. Names in a function's code win over them. */
function nameRecords(service: Service, { functions }: ServiceDescription): void {
  for (const [key, fn] of loggedFunctions(service)) {
    const names = { service: functions[key]?.service, actions: chosenActions(service, key) }
    fn.environment = { ...namesEnvironment(names, service.service), ...fn.environment }
  }
}

function chosenActions({ custom }: Service, key: string): readonly string[] | undefined {
  return custom?.hoptrace?.functions?.[key]?.actions
}
