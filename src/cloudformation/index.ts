import { alarms } from './alarms.ts'
import { unnamedApis } from './api-alarms.ts'
import { withAppSync } from './app-sync.ts'
import { withProperties } from './beside.ts'
import { checkDescription } from './check-description.ts'
import { withComputedNames } from './computed-names.ts'
import { dashboard } from './dashboard.ts'
import { type Fitted, fitTemplate } from './fit-template.ts'
import { foreignLogGroups, forwarder } from './forwarder.ts'
import { logGroups } from './log-groups.ts'
import { notifications, silentStage } from './notifications.ts'
import { withSamResources } from './sam-resources.ts'
import { samplingRules } from './sampling-rule.ts'
import { savedQueries } from './saved-queries.ts'
import { completeService, tracedServicesOf } from './service.ts'
import type { ServiceDescription } from './service-description.ts'
import type { Resources } from './template.ts'

export type { Fitted } from './fit-template.ts'
export { logGroupProperties } from './log-groups.ts'
export { metricsEnvironment } from './metrics.ts'
export type {
  AlarmOptions,
  Computed,
  ForwarderDescription,
  FrontendDescription,
  FunctionDescription,
  NotifyOptions,
  RetentionOptions,
  SamplingRuleOptions,
  ServiceDescription,
  SlackChannel,
  SloOptions,
  Trigger,
} from './service-description.ts'
export type { Resource, Resources } from './template.ts'
export { templateProblems } from './template-problems.ts'
export { xrayEnvironment, xrayStatement } from './xray.ts'

/**
 * Returns the CloudFormation resources that make a service observable: log groups, saved queries,
 * alarms, notifications, a dashboard, and X-Ray's sampling rules.
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
  return resourcesBeside({}, description, prefix).resources
}

/**
 * Returns the resources that make a service observable, beside those of its own template. Alarms watch
 * its queues, streams, tables, APIs, state machines and rules too. Parts for which the template has no
 * room are left out.
 * @param template the resources of the template
 * @param description the service, its functions, and the options of its parts
 * @param prefix precedes the options' names in errors, such as `custom.hoptrace.`
 * @returns the resources to add, and notices of what was left out
 * @throws TypeError that names the option that is unknown, missing or has a wrong value
 *
 * @example
 * import { type Resources, resourcesBeside } from 'hoptrace/cloudformation'
 *
 * const own: Resources = {
 *   Jobs: { Type: 'AWS::SQS::Queue', Properties: {} },
 * }
 * const { resources, notices } = resourcesBeside(own, {
 *   service: 'shop',
 *   stage: 'prod',
 *   functions: { work: { triggers: ['queue'] } },
 * })
 *
 * export const template = { Resources: { ...own, ...resources } }
 * for (const notice of notices) console.warn(notice)
 */
export function resourcesBeside(
  template: Resources,
  description: ServiceDescription,
  prefix = '',
): Fitted {
  checkDescription(description, prefix)
  const beside = withSamResources(withProperties(template))
  const { description: resolved, unknown } = withAppSync(description, beside)
  const fitted = fitTemplate(resolved, beside, (fitting) => build(fitting, beside))
  const forwarding = forwarderBeside(resolved, beside)
  return {
    resources: withComputedNames({ ...fitted.resources, ...forwarding.resources }, resolved),
    notices: [
      ...silentStage(description, prefix),
      ...unknown.map((key) => unknownActions(key, prefix)),
      ...unwatched(description, beside, prefix),
      ...fitted.notices,
      ...forwarding.notices,
    ],
  }
}

function unknownActions(key: string, prefix: string): string {
  const remedy = `name them in ${prefix}functions.${key}.actions`
  return `functions.${key} is a part of AppSync pipelines, so its actions aren't known: ${remedy}`
}

/** Returns what has no alarm, for want of a name. */
function unwatched(
  { alarms, frontend }: ServiceDescription,
  template: Resources,
  prefix: string,
): string[] {
  if (alarms === false) return []
  const isWatched = frontend === undefined || frontend.service !== undefined
  const apis = alarms?.off?.includes('api-errors') ? [] : unnamedApis(template)
  return [
    ...(isWatched
      ? []
      : [
          `the frontend has no alarms: name the service of its records in ${prefix}frontend.service`,
        ]),
    ...apis.map(
      (id) => `the REST API ${id} has no alarm, since the template doesn't say its name: set Name`,
    ),
  ]
}

function forwarderBeside(description: ServiceDescription, template: Resources): Fitted {
  const { otlp } = description
  if (otlp === undefined) return { resources: {}, notices: [] }
  const service = completeService(description)
  const all = { ...template, ...logGroups(service) }
  const notices = foreignLogGroups(service, all).map(
    (name) =>
      `otlp subscribes to ${name}, which must exist: Lambda creates it when the function runs`,
  )
  return { resources: forwarder(service, otlp, all), notices }
}

function build(description: ServiceDescription, template: Resources): Resources {
  const service = completeService(description)
  // CloudWatch refuses empty rules and graphs.
  const isTraced = tracedServicesOf(service).length > 0
  const watching = description.alarms !== false && isTraced ? alarms(service, template) : {}
  const saved = savedQueries(service)
  return {
    ...logGroups(service),
    ...saved,
    ...watching,
    ...(Object.keys(watching).length > 0 && notifications(service)),
    ...(description.dashboard !== false &&
      isTraced &&
      dashboard(service, { alarms: watching, queries: saved })),
    ...(description.sampling !== false && samplingRules(service)),
  }
}
