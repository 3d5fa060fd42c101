import { CfnResource, Lazy, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Resources } from '../cloudformation/index.ts'
import { withStackIds } from './references.ts'

/** Adds resources to a construct. Their references to each other get the logical ids of the stack. */
export function addResources(scope: Construct, resources: Resources): void {
  const stack = Stack.of(scope)
  const elements = new Map<string, CfnResource>()
  const idOf = (id: string): string | undefined => {
    const element = elements.get(id)
    return element && stack.resolve(stack.getLogicalId(element))
  }
  for (const [id, { Type, Properties, DependsOn: _, ...attributes }] of Object.entries(resources)) {
    const properties = Object.entries(Properties).map(([name, value]) => [
      name,
      Lazy.any({ produce: () => withStackIds(value, idOf) }),
    ])
    const element = new CfnResource(scope, id, {
      type: Type,
      properties: Object.fromEntries(properties),
    })
    for (const [name, value] of Object.entries(attributes)) element.addOverride(name, value)
    elements.set(id, element)
  }
  for (const [id, { DependsOn = [] }] of Object.entries(resources))
    for (const other of DependsOn)
      elements.get(id)?.addDependency(elements.get(other) as CfnResource)
}
