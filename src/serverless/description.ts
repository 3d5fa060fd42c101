import type { FunctionDescription, ServiceDescription } from '../cloudformation/index.ts'
import { checkNames } from '../core/option/read-option.ts'
import { actionsOf } from './actions.ts'
import type { FunctionConfiguration, PluginOptions, Service } from './framework.ts'

/** Where the options stand. */
export const WITHIN = 'custom.hoptrace.'

const KNOWN = [
  'functions',
  'frontend',
  'namespace',
  'retention',
  'queries',
  'alarms',
  'notify',
  'dashboard',
  'sampling',
]
const KNOWN_OF_FUNCTION = ['service', 'actions', 'p99']

/** The functions of a service that write logs: those without have no records and no metrics. */
export function loggedFunctions({ functions = {} }: Service): [string, FunctionConfiguration][] {
  return Object.entries(functions).filter(([, { disableLogs }]) => disableLogs !== true)
}

/**
 * A service as its serverless.yml describes it, `custom.hoptrace` included. What the environment of a
 * function says of its records goes before all else.
 * @throws TypeError that names the key under `custom.hoptrace` that no service or function has
 */
export function describeService(service: Service, stage: string): ServiceDescription {
  const options = service.custom?.hoptrace ?? {}
  checkNames(options, KNOWN, WITHIN)
  checkNames(options.functions ?? {}, Object.keys(service.functions ?? {}), `${WITHIN}functions.`)
  const functions = loggedFunctions(service).map(([key, one]) => [
    key,
    describeFunction(one, service, optionsOf(options, key)),
  ])
  return { ...options, service: service.service, stage, functions: Object.fromEntries(functions) }
}

function optionsOf({ functions }: PluginOptions, key: string): Omit<FunctionDescription, 'name'> {
  const options = functions?.[key] ?? {}
  checkNames(options, KNOWN_OF_FUNCTION, `${WITHIN}functions.${key}.`)
  return options
}

function describeFunction(
  one: FunctionConfiguration,
  { provider, service }: Service,
  options: Omit<FunctionDescription, 'name'>,
): FunctionDescription {
  const environment = { ...provider.environment, ...one.environment }
  const action = textOf(environment.HOPTRACE_ACTION)
  return {
    ...options,
    name: one.name,
    service: textOf(environment.HOPTRACE_SERVICE) ?? options.service ?? service,
    actions: action === undefined ? (options.actions ?? actionsOf(one)) : [action],
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
