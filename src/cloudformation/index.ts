import { alarms } from './alarms.ts'
import { checkDescription } from './check-description.ts'
import { dashboard } from './dashboard.ts'
import { logGroups } from './log-groups.ts'
import { notifications } from './notifications.ts'
import { samplingRule } from './sampling-rule.ts'
import { savedQueries } from './saved-queries.ts'
import { completeService, type ServiceDescription } from './service.ts'
import type { Resources } from './template.ts'

export { logGroupProperties } from './log-groups.ts'
export { metricsEnvironment } from './metrics.ts'
export { xrayEnvironment, xrayStatement } from './sampling-rule.ts'
export type {
  AlarmOptions,
  FrontendDescription,
  FunctionDescription,
  NotifyOptions,
  RetentionOptions,
  SamplingRuleOptions,
  ServiceDescription,
} from './service.ts'
export type { Resource, Resources } from './template.ts'

/**
 * The CloudFormation resources that make a service observable: log groups, saved queries, alarms and
 * who is told of them, a dashboard, and X-Ray's sampling rule.
 * @param within what stands before an option's name in errors, such as `custom.hoptrace.`
 * @throws TypeError that names the option that is wrong and what it holds
 * @example
 * ```ts
 * const resources = serviceResources({
 *   service: 'shop',
 *   stage: 'prod',
 *   functions: { orders: { actions: ['GET /orders/{id}', 'POST /orders'] } },
 *   notify: { email: ['oncall@example.com'] },
 * })
 * ```
 */
export function serviceResources(description: ServiceDescription, within = ''): Resources {
  checkDescription(description, within)
  const service = completeService(description)
  // Without functions there is nothing to measure, and CloudWatch refuses empty rules and graphs.
  const isMeasured = service.functions.length > 0
  return {
    ...(description.logGroups !== false && logGroups(service)),
    ...(description.queries !== false && savedQueries(service)),
    ...(description.alarms !== false &&
      isMeasured && { ...alarms(service), ...notifications(service) }),
    ...(description.dashboard !== false && isMeasured && dashboard(service)),
    ...(description.sampling !== false && samplingRule(service)),
  }
}
