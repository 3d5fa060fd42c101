import type { FunctionDescription, ServiceDescription } from '../cloudformation/index.ts'
import { checkNames } from '../core/option/read-option.ts'
import { withFolder } from '../queries/choose-queries.ts'
import { actionsOf } from './actions.ts'
import type { FunctionConfiguration, FunctionOptions, PluginOptions, Service } from './framework.ts'
import { triggersOf } from './triggers.ts'

/** Precedes the options' names in errors and notices. */
export const OPTION_PREFIX = 'custom.hoptrace.'

const OPTION_NAMES = [
  'functions',
  'frontend',
  'namespace',
  'retention',
  'queries',
  'alarms',
  'slo',
  'notify',
  'dashboard',
  'sampling',
  'otlp',
]
const FUNCTION_OPTION_NAMES = [
  'service',
  'actions',
  'triggers',
  'faultRate',
  'leastFaults',
  'leastThrottles',
  'p99Ms',
  'leastRequests',
  'queueAgeSeconds',
  'iteratorAgeSeconds',
]

/**
 * Returns the functions that run in the service's region, by their keys. Lambda@Edge copies the others to
 * all regions, without an environment and without X-Ray.
 */
export function regionalFunctions({ functions = {} }: Service): [string, FunctionConfiguration][] {
  return Object.entries(functions).filter(([, fn]) => !isAtEdge(fn))
}

/** Returns the keys of the functions that CloudFront invokes. */
export function edgeFunctions({ functions = {} }: Service): string[] {
  return Object.keys(functions).filter((key) => functions[key] && isAtEdge(functions[key]))
}

function isAtEdge({ events }: FunctionConfiguration): boolean {
  return events?.some((event) => Object.hasOwn(Object(event), 'cloudFront')) ?? false
}

/** Returns the functions that write logs, by their keys. The others have no records and no metrics. */
export function loggedFunctions(service: Service): [string, FunctionConfiguration][] {
  return regionalFunctions(service).filter(([, { disableLogs }]) => disableLogs !== true)
}

/**
 * Describes a service by its serverless.yml. The environment of a function wins over
 * `custom.hoptrace`.
 * @param folder that of the service, in which its files are found
 * @throws TypeError that names the unknown option or function under `custom.hoptrace`
 */
export function describeService(service: Service, stage: string, folder = '.'): ServiceDescription {
  const options = service.custom?.hoptrace ?? {}
  checkNames(options, OPTION_NAMES, OPTION_PREFIX)
  const keys = Object.keys(service.functions ?? {})
  checkNames(options.functions ?? {}, keys, `${OPTION_PREFIX}functions.`)
  const functions = loggedFunctions(service).map(([key, fn]) => [
    key,
    describeFunction(key, fn, service, functionOptions(options, key)),
  ])
  const { queries } = options
  return {
    ...options,
    ...(typeof queries === 'object' && { queries: withFolder(queries, folder) }),
    service: service.service,
    stage,
    functions: Object.fromEntries(functions),
  }
}

function functionOptions({ functions }: PluginOptions, key: string): FunctionOptions {
  const options = functions?.[key] ?? {}
  const prefix = `${OPTION_PREFIX}functions.${key}.`
  checkNames(options, FUNCTION_OPTION_NAMES, prefix)
  return options
}

function describeFunction(
  key: string,
  fn: FunctionConfiguration,
  configured: Service,
  options: FunctionOptions,
): FunctionDescription {
  const { provider, service } = configured
  const triggers = options.triggers ?? triggersOf(key, fn, configured)
  const environment = { ...provider.environment, ...fn.environment }
  const action = textOrUndefined(environment.HOPTRACE_ACTION)
  const { logGroup } = fn.logs ?? provider.logs?.lambda ?? {}
  return {
    ...options,
    name: fn.name,
    ...(triggers !== undefined && { triggers }),
    ...(logGroup !== undefined && { logGroup }),
    service: textOrUndefined(environment.HOPTRACE_SERVICE) ?? options.service ?? service,
    actions: action === undefined ? (options.actions ?? actionsOf(fn)) : [action],
  }
}

function textOrUndefined(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
