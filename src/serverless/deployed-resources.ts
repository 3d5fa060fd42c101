import type { Resource, Resources } from '../cloudformation/index.ts'
import type { Service } from './framework.ts'

/**
 * Returns the resources as they will be deployed: those of the template, with what `resources:` and
 * `extensions:` of serverless.yml change.
 */
export function deployedResources({ provider, resources }: Service): Resources {
  const template = provider.compiledCloudFormationTemplate.Resources
  const deployed: Record<string, Resource> = {}
  for (const part of [template, resources?.Resources, resources?.extensions]) {
    for (const [id, resource] of Object.entries(part ?? {})) {
      const { Properties, ...others } = Object(resource) as Partial<Resource>
      const existing = deployed[id]
      deployed[id] = {
        Type: '',
        ...existing,
        ...others,
        Properties: { ...existing?.Properties, ...Properties },
      }
    }
  }
  return deployed
}

/** Returns the logical id of the resource of a type that has a property with a value, if there is one. */
export function findResource(
  resources: Resources,
  type: string,
  property: string,
  value: unknown,
): string | undefined {
  return Object.keys(resources).find(
    (id) => resources[id]?.Type === type && resources[id].Properties[property] === value,
  )
}
