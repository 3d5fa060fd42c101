import { logGroupProperties, type ServiceDescription } from '../cloudformation/index.ts'
import { deployedResources, findResource } from './deployed-resources.ts'
import { OPTION_PREFIX } from './description.ts'
import type { Reporter, Service } from './framework.ts'
import { reportDifferences } from './merge-resources.ts'

const LOG_GROUP = 'AWS::Logs::LogGroup'
const RETENTION = `${OPTION_PREFIX}retention.lambda`

/**
 * Adds indexes, and the retention that the options name, to the log groups that the framework creates.
 * Without that option, no log group gets a retention: CloudWatch deletes the older logs of a log group
 * that gets one.
 */
export function completeLogGroups(
  service: Service,
  { functions, retention }: ServiceDescription,
  report: Reporter,
): void {
  const days = retention?.lambda
  const shortened: string[] = []
  const foreign: string[] = []
  for (const name of logGroupNames(functions)) {
    const change = completeLogGroup(service, name, days, report)
    if (change === 'retention') shortened.push(name)
    if (change === 'foreign') foreign.push(name)
  }
  if (days === undefined) return
  if (shortened.length > 0) {
    const change = `changes these log groups from never to ${days} days, and CloudWatch deletes their older logs`
    report(`${RETENTION} ${change}: ${shortened.join(', ')}`)
  }
  if (foreign.length > 0) {
    report(
      `${RETENTION} leaves log groups as they are that the framework doesn't create: ${foreign.join(', ')}`,
    )
  }
}

/** The framework takes no other names than texts. */
function logGroupNames(functions: ServiceDescription['functions']): Set<string> {
  const names = Object.values(functions).map(
    ({ name, logGroup }) => logGroup ?? `/aws/lambda/${name}`,
  )
  return new Set(names.filter((name) => typeof name === 'string'))
}

/** Completes one log group, and returns what became of it. */
function completeLogGroup(
  service: Service,
  name: string,
  days: number | undefined,
  report: Reporter,
): 'retention' | 'foreign' | undefined {
  const template = service.provider.compiledCloudFormationTemplate.Resources
  const id = findResource(template, LOG_GROUP, 'LogGroupName', name)
  const group = id === undefined ? undefined : template[id]
  if (id === undefined || group === undefined) return 'foreign'
  const existing = deployedResources(service)[id]?.Properties ?? {}
  const { FieldIndexPolicies, ...retention } = logGroupProperties(days)
  const added = hasIndexes(existing) ? { ...retention, FieldIndexPolicies } : retention
  reportDifferences(id, added, existing, report)
  template[id] = { ...group, Properties: { ...added, ...group.Properties } }
  return days !== undefined && existing.RetentionInDays === undefined ? 'retention' : undefined
}

/** CloudWatch refuses indexes of log groups of another class. */
function hasIndexes({ LogGroupClass = 'STANDARD' }: Readonly<Record<string, unknown>>): boolean {
  return LogGroupClass === 'STANDARD'
}
