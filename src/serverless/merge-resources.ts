import type { Resource, Resources } from '../cloudformation/index.ts'
import { deployedResources, findResource } from './deployed-resources.ts'
import type { Reporter, Serverless } from './framework.ts'

const LOG_GROUP = 'AWS::Logs::LogGroup'

/**
 * Adds resources to the template that is being packaged. Properties that serverless.yml sets stay as they
 * are, and so do log groups that it defines. Each one that differs is reported.
 */
export function mergeResources(
  service: Serverless['service'],
  added: Resources,
  report: Reporter,
): void {
  const template = service.provider.compiledCloudFormationTemplate.Resources
  const deployed = deployedResources(service)
  for (const [id, resource] of Object.entries(added)) {
    const { Type, Properties } = resource
    const { LogGroupName } = Properties
    const definedAs =
      Type === LOG_GROUP ? findResource(deployed, Type, 'LogGroupName', LogGroupName) : undefined
    if (definedAs !== undefined) {
      report(`${LogGroupName} stays as resources.${definedAs} defines it`)
      continue
    }
    reportDifferences(id, Properties, deployed[id]?.Properties ?? {}, report)
    template[id] = {
      ...resource,
      ...template[id],
      Properties: { ...Properties, ...template[id]?.Properties },
    }
  }
}

/** Reports the properties that stay as they are, and differ from those that would be added. */
export function reportDifferences(
  id: string,
  added: Resource['Properties'],
  existing: Resource['Properties'],
  report: Reporter,
): void {
  for (const [name, value] of Object.entries(added)) {
    const [kept, wanted] = [JSON.stringify(existing[name]), JSON.stringify(value)]
    if (kept !== undefined && kept !== wanted) report(`${id}.${name} stays ${kept}, not ${wanted}`)
  }
}
