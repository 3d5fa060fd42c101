import type { Resource, Resources } from './template.ts'

/** A resource of the template, with its logical id. */
export interface Found {
  readonly id: string
  readonly properties: Resource['Properties']
}

/**
 * Returns the resources of a type. Those with a condition are left out: without it they don't exist,
 * and a reference to them fails the deployment.
 */
export function ofType(template: Resources, type: string): Found[] {
  return Object.entries(template).flatMap(([id, resource]) => {
    const isMeant = resource.Type === type && !('Condition' in resource)
    return isMeant ? [{ id, properties: resource.Properties ?? {} }] : []
  })
}

/**
 * Returns resources that all have a type and properties. In a template, `Properties` may be missing, and
 * `Fn::Transform` stands for resources of another file.
 */
export function withProperties(template: Resources): Resources {
  return Object.fromEntries(
    Object.entries(template)
      .filter(([, resource]) => typeof resource?.Type === 'string')
      .map(([id, resource]) => [id, { ...resource, Properties: resource.Properties ?? {} }]),
  )
}

/** Returns the value at a path of members; `undefined` if there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => Object(inner)[name], value)
}

/** Returns an attribute of a resource. */
export function attribute(id: string, name: string): object {
  return { 'Fn::GetAtt': [id, name] }
}
