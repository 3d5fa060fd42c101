import { CfnElement, Stack } from 'aws-cdk-lib'
import type { Resources } from '../cloudformation/index.ts'

/** Returns the resources of a stack by their logical ids, as its template will have them. */
export function resourcesOfStack(stack: Stack): Resources {
  const elements = stack.node
    .findAll()
    .filter((node): node is CfnElement => CfnElement.isCfnElement(node) && Stack.of(node) === stack)
  const resources = elements.map((element) => stack.resolve(element._toCloudFormation()).Resources)
  // Properties that aren't set are no members of a template.
  return JSON.parse(JSON.stringify(Object.assign({}, ...resources)))
}
