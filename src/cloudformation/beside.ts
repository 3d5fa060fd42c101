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

/** Returns resources that all have properties: in a template, `Properties` may be missing. */
export function withProperties(template: Resources): Resources {
  return Object.fromEntries(
    Object.entries(template).map(([id, resource]) => [
      id,
      { ...resource, Properties: resource.Properties ?? {} },
    ]),
  )
}

/**
 * Returns the logical id of the one resource that a value refers to, by `Ref`, `Fn::GetAtt`, `Fn::Sub`, or
 * within `Fn::Join`; `undefined` for any other value.
 */
export function targetOf(value: unknown): string | undefined {
  const [id, ...others] = new Set(idsIn(value).filter((name) => !name.startsWith('AWS::')))
  return others.length === 0 ? id : undefined
}

function idsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as Record<string, unknown>
  if (typeof Ref === 'string') return [Ref]
  if (attribute !== undefined) return String([attribute].flat()[0]).split('.').slice(0, 1)
  const names = String([text].flat()[0]).match(/(?<=\$\{)[^!}.]+/g) ?? []
  return [...names, ...Object.values(value).flatMap(idsIn)]
}

/** Returns the value at a path of members; `undefined` if there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => Object(inner)[name], value)
}

/** Returns an attribute of a resource. */
export function attribute(id: string, name: string): object {
  return { 'Fn::GetAtt': [id, name] }
}
