import { LIMITS } from './limits.ts'
import { shortName } from './short-name.ts'

/** A CloudFormation resource. */
export interface Resource {
  /** The resource's type, such as `AWS::Logs::LogGroup`. */
  readonly Type: string
  /** The properties that the type defines. */
  readonly Properties: Readonly<Record<string, unknown>>
  /** The logical ids of resources that CloudFormation creates before this one. */
  readonly DependsOn?: readonly string[]
  /** What CloudFormation does with the resource when the stack no longer has it. */
  readonly DeletionPolicy?: string
  /** What CloudFormation does with the resource when another one replaces it. */
  readonly UpdateReplacePolicy?: string
}

/** Resources by their logical ids, for `Resources` of a template. */
export type Resources = Readonly<Record<string, Resource>>

/** Returns a text in which CloudFormation replaces `${AWS::Region}` and `${LogicalId}`. */
export function sub(text: string): { readonly 'Fn::Sub': string } {
  return { 'Fn::Sub': text }
}

/** Returns a reference to a resource. */
export function ref(id: string): { readonly Ref: string } {
  return { Ref: id }
}

/** Digits of the number behind an id. */
const COUNT_LENGTH = 5

/**
 * Returns resources by logical ids, each the prefix and the resource's name. A logical id has letters
 * and digits only. If two names differ in nothing else, the second id gets a number.
 */
export function withIds(
  prefix: string,
  named: readonly (readonly [name: string, resource: Resource])[],
): Resources {
  const resources: Record<string, Resource> = {}
  for (const [name, resource] of named) {
    const words = name.match(/[A-Za-z0-9]+/g) ?? []
    const whole = prefix + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('')
    const id = shortName(whole, LIMITS.logicalId - COUNT_LENGTH)
    let unused = id
    for (let count = 2; unused in resources; count++) unused = id + count
    resources[unused] = resource
  }
  return resources
}
