import { targetOf } from '../../cloudformation/references.ts'
import { foreignReason } from '../template/template-function.ts'
import { type NamedResource, resourcesOf, type Template } from './template.ts'

/**
 * Returns the functions of a template that hoptrace can trace: on Node.js, and of the project itself.
 * Image functions, functions of a tool's own custom resources and those at the edge are left out.
 */
export function nodeFunctionsOf(template: Template): NamedResource[] {
  const foreign = new Set([...customResourceFunctions(template), ...edgeFunctions(template)])
  return resourcesOf(template, 'AWS::Lambda::Function').filter(
    (fn) => foreignReason(fn) === undefined && !foreign.has(fn.name),
  )
}

/** The functions that CloudFormation calls for a custom resource. */
function customResourceFunctions(template: Template): string[] {
  return resourcesOf(template, /^(?:Custom::|AWS::CloudFormation::CustomResource$)/).flatMap(
    ({ properties }) => targetOf(properties.ServiceToken) ?? [],
  )
}

/** Lambda@Edge has neither environment nor X-Ray. */
function edgeFunctions(template: Template): string[] {
  const distributions = JSON.stringify(resourcesOf(template, 'AWS::CloudFront::Distribution'))
  return resourcesOf(template, 'AWS::Lambda::Version')
    .filter(({ name }) => distributions.includes(`"${name}"`))
    .flatMap(({ properties }) => targetOf(properties.FunctionName) ?? [])
}
