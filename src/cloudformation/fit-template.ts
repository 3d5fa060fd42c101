import type { AlarmKind } from './alarm-spec.ts'
import { LIMITS } from './limits.ts'
import { completeService } from './service.ts'
import type { ServiceDescription } from './service-description.ts'
import type { Resources } from './template.ts'
import { apiActionsOf } from './traced-function.ts'

/** The options that can be `false`. */
const OPTIONS = ['queries', 'sampling', 'dashboard', 'alarms'] as const

/** A part that can be left out: a kind of alarms, or an option. */
type Part = AlarmKind | (typeof OPTIONS)[number]

/**
 * The parts that are left out if a template has too many resources, in this order: first what helps
 * the least during an outage, or what the command line can do as well.
 */
export const LEAVING_ORDER: readonly Part[] = [
  'p99',
  'function-errors',
  'queries',
  'client-errors',
  'sampling',
  'throttles',
  'dashboard',
  'faults',
  'timeouts',
  'failed-records',
  'table-throttles',
  'iterator-age',
  'queue-age',
  'dead-letters',
  'failed-events',
  'failed-executions',
  'api-errors',
  'failed-jobs',
  'alarms',
]

/** Resources, and what the user should know of them. */
export interface Fitted {
  readonly resources: Resources
  readonly notices: readonly string[]
}

/**
 * Returns the resources of a service, without the parts for which a template has no room.
 * @param template the resources that are in it already
 * @param build returns the resources of a description
 */
export function fitTemplate(
  description: ServiceDescription,
  template: Resources,
  build: (description: ServiceDescription) => Resources,
): Fitted {
  const most = mostResources(description)
  const fits = (resources: Resources): boolean => {
    const { length } = ownOf(resources)
    return length <= most && sizeWith(template, resources) <= LIMITS.resources
  }
  const notices: string[] = []
  let [kept, resources] = [description, build(description)]
  const size = sizeWith(template, resources)
  for (const part of LEAVING_ORDER) {
    if (fits(resources)) break
    // The alarms over an SLO may be more than a service of its size gets, if the stack has room.
    if (part === 'alarms' && sizeWith(template, resources) <= LIMITS.resources) break
    const fewer = without(kept, part)
    const rest = build(fewer)
    if (Object.keys(rest).length === Object.keys(resources).length) continue
    notices.push(notice(part, size, most))
    ;[kept, resources] = [fewer, rest]
  }
  const left = sizeWith(template, resources)
  if (left > LIMITS.resources)
    notices.push(
      `the stack has ${left} resources, and CloudFormation takes ${LIMITS.resources}: split it`,
    )
  return { resources, notices }
}

/** Returns how many resources a service may get at most, besides its log groups. */
export function mostResources(description: ServiceDescription): number {
  const { functions, queries } = completeService(description)
  const actions = functions.flatMap(apiActionsOf).length
  return 28 + queries.length + 2 * Math.ceil(functions.length / 5) + Math.ceil(actions / 5)
}

/** Log groups are added only where a function has none. */
function ownOf(resources: Resources): string[] {
  return Object.keys(resources).filter((id) => resources[id]?.Type !== 'AWS::Logs::LogGroup')
}

function sizeWith(template: Resources, resources: Resources): number {
  const groups = Object.values(template).map((one) => one.Properties?.LogGroupName)
  const isThere = (id: string): boolean => {
    const name = resources[id]?.Properties.LogGroupName
    return id in template || (name !== undefined && groups.includes(name))
  }
  const added = Object.keys(resources).filter((id) => !isThere(id))
  return Object.keys(template).length + added.length
}

function without(description: ServiceDescription, part: Part): ServiceDescription {
  if (isOption(part)) return { ...description, [part]: false }
  const { alarms } = description
  if (alarms === false) return description
  return { ...description, alarms: { ...alarms, off: [...(alarms?.off ?? []), part] } }
}

function isOption(part: Part): part is (typeof OPTIONS)[number] {
  return OPTIONS.some((option) => option === part)
}

function notice(part: Part, size: number, most: number): string {
  const name = isOption(part) ? part : `the alarms '${part}'`
  const limit =
    size > LIMITS.resources
      ? `the stack would have ${size} resources, and CloudFormation takes ${LIMITS.resources}`
      : `a service of this size gets at most ${most} resources`
  return `${name} left out: ${limit}. To choose what is left out, set alarms.off, queries, dashboard or sampling`
}
