import { CfnResource, Stack } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ServiceDescription } from '../cloudformation/index.ts'
import { actionsInTemplate } from '../cloudformation/template-actions.ts'
import { triggersInTemplate } from '../cloudformation/template-triggers.ts'
import { resourcesOfStack } from './stack-resources.ts'

/** What the resources of a stack say of its functions, by their logical ids. */
interface Sources {
  readonly actions: ReturnType<typeof actionsInTemplate>
  readonly triggers: ReturnType<typeof triggersInTemplate>
}

/**
 * Adds the routes and the triggers that functions have in their stacks. What the description says wins.
 * @param functions the functions, by their keys in the description
 */
export function withSources(
  description: ServiceDescription,
  functions: ReadonlyMap<string, { readonly function: IFunction }>,
): ServiceDescription {
  const sourcesOf = new Map<Stack, Sources>()
  const described = [...functions].map(([key, { function: fn }]) => {
    const stack = Stack.of(fn)
    const sources = sourcesOf.get(stack) ?? sourcesIn(stack)
    sourcesOf.set(stack, sources)
    const { defaultChild } = fn.node
    const id = CfnResource.isCfnResource(defaultChild) && stack.resolve(defaultChild.logicalId)
    const [actions, triggers] = [sources.actions[String(id)], sources.triggers[String(id)]]
    return [
      key,
      { ...(actions && { actions }), ...(triggers && { triggers }), ...description.functions[key] },
    ]
  })
  return { ...description, functions: Object.fromEntries(described) }
}

function sourcesIn(stack: Stack): Sources {
  const resources = resourcesOfStack(stack)
  return { actions: actionsInTemplate(resources), triggers: triggersInTemplate(resources) }
}
