import { metricsEnvironment } from './metrics.ts'
import type { FunctionDescription, ServiceDescription } from './service-description.ts'
import { xrayEnvironment } from './xray.ts'

/** Returns the environment variables that all functions of a service get. */
export function sharedEnvironment({
  stage = 'dev',
  namespace,
}: Pick<ServiceDescription, 'stage' | 'namespace'>): Record<string, string> {
  return {
    ...xrayEnvironment,
    ...metricsEnvironment,
    HOPTRACE_STAGE: stage,
    ...(namespace !== undefined && { HOPTRACE_METRICS_NAMESPACE: namespace }),
  }
}

/**
 * Returns the environment variables that set the names in a function's records. The action is set if
 * the description names exactly one.
 * @param defaultService the service, if the function has none of its own
 */
export function namesEnvironment(
  { service, actions = [] }: Pick<FunctionDescription, 'service' | 'actions'>,
  defaultService: string,
): Record<string, string> {
  const [action, ...others] = actions
  return {
    HOPTRACE_SERVICE: service ?? defaultService,
    ...(action !== undefined && others.length === 0 && { HOPTRACE_ACTION: action }),
  }
}
