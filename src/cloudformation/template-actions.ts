import { functionBehind } from './function-behind.ts'
import { idsIn } from './references.ts'
import type { Resources } from './template.ts'

type Properties = Readonly<Record<string, unknown>>

/** A route, and the value that names the function behind it. */
interface Route {
  readonly action: string
  readonly target: unknown
}

/** The routes of a type of resource. */
type RouteReader = (properties: Properties, resources: Resources, id: string) => Route[]

const READERS: Readonly<Record<string, RouteReader>> = {
  'AWS::ApiGatewayV2::Route': routesOfHttpApi,
  'AWS::ApiGateway::Method': routesOfRestApi,
  'AWS::Serverless::Function': routesOfSam,
}

/**
 * Returns the actions that the records of a template's functions have by default, by the functions'
 * logical ids: the methods and patterns of their routes. A function without routes is left out: its
 * action is its name. A route for any method has no fixed action.
 * @param resources the resources of a plain template, or of one for SAM
 */
export function actionsInTemplate(
  resources: Resources,
): Readonly<Record<string, readonly string[]>> {
  const actions: Record<string, string[]> = {}
  for (const [id, { Type, Properties = {} }] of Object.entries(resources)) {
    for (const { action, target } of READERS[Type]?.(Properties, resources, id) ?? []) {
      const fn = functionBehind(target, resources)
      if (fn === undefined) continue
      actions[fn] ??= []
      if (!action.startsWith('ANY ') && !actions[fn].includes(action)) actions[fn].push(action)
    }
  }
  return actions
}

function routesOfHttpApi({ RouteKey, Target }: Properties): Route[] {
  if (typeof RouteKey !== 'string' || RouteKey === '$default') return []
  return [{ action: RouteKey, target: Target }]
}

function routesOfRestApi(
  { HttpMethod, ResourceId, Integration }: Properties,
  resources: Resources,
): Route[] {
  const { Uri } = (Integration ?? {}) as { Uri?: unknown }
  return [{ action: `${HttpMethod} ${pathOf(ResourceId, resources)}`, target: Uri }]
}

/** Returns the path of a resource of a REST API, whose parents have the parts before. */
function pathOf(reference: unknown, resources: Resources): string {
  const parts: string[] = []
  let [id] = idsIn(reference)
  // A path has fewer characters than this.
  while (id !== undefined && parts.length < 1024) {
    const { Type, Properties = {} } = resources[id] ?? {}
    if (Type !== 'AWS::ApiGateway::Resource') break
    parts.unshift(String(Properties.PathPart))
    ;[id] = idsIn(Properties.ParentId)
  }
  return `/${parts.join('/')}`
}

function routesOfSam({ Events }: Properties, _resources: Resources, id: string): Route[] {
  return Object.values((Events ?? {}) as Record<string, unknown>).flatMap((event) => {
    const { Type, Properties = {} } = Object(event) as { Type?: string; Properties?: Properties }
    const { Method = 'any', Path } = Properties
    if ((Type !== 'Api' && Type !== 'HttpApi') || typeof Path !== 'string') return []
    return [{ action: `${String(Method).toUpperCase()} ${Path}`, target: { Ref: id } }]
  })
}
