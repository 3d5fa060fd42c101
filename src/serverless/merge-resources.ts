import type { Resource, Resources } from '../cloudformation/index.ts'
import type { Serverless } from './framework.ts'
import type { Report } from './settings.ts'

const LOG_GROUP = 'AWS::Logs::LogGroup'

/**
 * Adds resources to the template that is being packaged. The framework's own log groups get what they
 * lack; what serverless.yml says of a resource stays, and is reported.
 */
export function mergeResources(
  { provider, resources }: Serverless['service'],
  ours: Resources,
  report: Report,
): void {
  const template = provider.compiledCloudFormationTemplate.Resources
  const written = resources?.Resources ?? {}
  for (const [id, resource] of Object.entries(ours)) {
    const home = homeOf(resource, template) ?? id
    const theirs = { ...template[home]?.Properties, ...written[home]?.Properties }
    reportOthers(home, resource, theirs, report)
    template[home] = { ...resource, ...template[home] } as Resource
    template[home] = {
      ...template[home],
      Properties: { ...resource.Properties, ...template[home].Properties },
    }
  }
}

/** The log group of this name that is there already. */
function homeOf({ Type, Properties }: Resource, template: Resources): string | undefined {
  if (Type !== LOG_GROUP) return undefined
  return Object.keys(template).find(
    (id) =>
      template[id]?.Type === LOG_GROUP &&
      template[id].Properties.LogGroupName === Properties.LogGroupName,
  )
}

function reportOthers(
  id: string,
  { Properties }: Resource,
  theirs: Readonly<Record<string, unknown>>,
  report: Report,
): void {
  for (const [name, value] of Object.entries(Properties)) {
    const [own, usual] = [JSON.stringify(theirs[name]), JSON.stringify(value)]
    if (own !== undefined && own !== usual) report(`${id}.${name} stays ${own}, not ${usual}`)
  }
}
