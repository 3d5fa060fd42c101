/** A CloudFormation resource. */
export interface Resource {
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
}

/** Resources by their logical ids, as they stand under `Resources` in a template. */
export type Resources = Readonly<Record<string, Resource>>

/** A text in which `${AWS::Region}` and `${LogicalId}` are replaced by CloudFormation. */
export function sub(text: string): { readonly 'Fn::Sub': string } {
  return { 'Fn::Sub': text }
}

/** The value by which other resources know a resource. */
export function ref(id: string): { readonly Ref: string } {
  return { Ref: id }
}

/**
 * Resources by logical ids that are made of a prefix and their names. Ids have letters and digits
 * only: names that differ in nothing else are numbered.
 */
export function withIds(
  prefix: string,
  named: readonly (readonly [name: string, resource: Resource])[],
): Resources {
  const resources: Record<string, Resource> = {}
  for (const [name, resource] of named) {
    const words = name.match(/[A-Za-z0-9]+/g) ?? []
    const id = prefix + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('')
    let free = id
    for (let count = 2; free in resources; count++) free = id + count
    resources[free] = resource
  }
  return resources
}
