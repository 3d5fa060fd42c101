import type { Resource, Resources } from '../cloudformation/index.ts'
import type { Reporter, Serverless } from './framework.ts'

const LOG_GROUP = 'AWS::Logs::LogGroup'

/**
 * Adds resources to the template that is being packaged. The framework's own log groups get the
 * properties that they lack. Properties that serverless.yml sets stay as they are. Each one that
 * differs is reported.
 */
export function mergeResources(
  { provider, resources }: Serverless['service'],
  added: Resources,
  report: Reporter,
): void {
  const template = provider.compiledCloudFormationTemplate.Resources
  const configured = resources?.Resources ?? {}
  for (const [id, resource] of Object.entries(added)) {
    const target = existingLogGroup(resource, template) ?? id
    const existing = { ...template[target]?.Properties, ...configured[target]?.Properties }
    reportDifferences(target, resource, existing, report)
    template[target] = { ...resource, ...template[target] } as Resource
    template[target] = {
      ...template[target],
      Properties: { ...resource.Properties, ...template[target].Properties },
    }
  }
}

/** Returns the logical id of the log group with the same name, if the template has one. */
function existingLogGroup({ Type, Properties }: Resource, template: Resources): string | undefined {
  if (Type !== LOG_GROUP) return undefined
  return Object.keys(template).find(
    (id) =>
      template[id]?.Type === LOG_GROUP &&
      template[id].Properties.LogGroupName === Properties.LogGroupName,
  )
}

function reportDifferences(
  id: string,
  { Properties }: Resource,
  existing: Readonly<Record<string, unknown>>,
  report: Reporter,
): void {
  for (const [name, value] of Object.entries(Properties)) {
    const [kept, added] = [JSON.stringify(existing[name]), JSON.stringify(value)]
    if (kept !== undefined && kept !== added) report(`${id}.${name} stays ${kept}, not ${added}`)
  }
}
