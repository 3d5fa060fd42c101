import { alarms } from './alarms.ts'
import { checkDescription } from './check-description.ts'
import { withComputedNames } from './computed-names.ts'
import { dashboard } from './dashboard.ts'
import { logGroups } from './log-groups.ts'
import { notifications } from './notifications.ts'
import { samplingRule } from './sampling-rule.ts'
import { savedQueries } from './saved-queries.ts'
import { completeService } from './service.ts'
import type { ServiceDescription } from './service-description.ts'
import type { Resources } from './template.ts'

export { logGroupProperties } from './log-groups.ts'
export { metricsEnvironment } from './metrics.ts'
export type {
  AlarmOptions,
  Computed,
  FrontendDescription,
  FunctionDescription,
  NotifyOptions,
  RetentionOptions,
  SamplingRuleOptions,
  ServiceDescription,
} from './service-description.ts'
export type { Resource, Resources } from './template.ts'
export { xrayEnvironment, xrayStatement } from './xray.ts'

/**
 * Returns the CloudFormation resources that make a service observable: log groups, saved queries,
 * alarms, notifications, a dashboard, and X-Ray's sampling rule.
 * @param description the service, its functions, and the options of its parts
 * @param prefix precedes the options' names in errors, such as `custom.hoptrace.`
 * @returns the resources by their logical ids, for `Resources` of a template
 * @throws TypeError that names the option that is unknown, missing or has a wrong value
 *
 * @example
 * import { serviceResources } from 'hoptrace/cloudformation'
 *
 * export const template = {
 *   Resources: serviceResources({
 *     service: 'shop',
 *     stage: 'prod',
 *     functions: { orders: { actions: ['GET /orders/{id}', 'POST /orders'] } },
 *     notify: { email: ['oncall@example.com'] },
 *   }),
 * }
 */
export function serviceResources(description: ServiceDescription, prefix = ''): Resources {
  checkDescription(description, prefix)
  const service = completeService(description)
  // CloudWatch refuses empty rules and graphs.
  const hasFunctions = service.functions.length > 0
  const resources = {
    ...(description.logGroups !== false && logGroups(service)),
    ...(description.queries !== false && savedQueries(service)),
    ...(description.alarms !== false &&
      hasFunctions && { ...alarms(service), ...notifications(service) }),
    ...(description.dashboard !== false && hasFunctions && dashboard(service)),
    ...(description.sampling !== false && samplingRule(service)),
  }
  return withComputedNames(resources, description)
}
