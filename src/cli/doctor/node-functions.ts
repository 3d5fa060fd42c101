import { type NamedResource, referredBy, resourcesOf, type Template } from './template.ts'

/**
 * Returns the functions of a template that hoptrace can trace: on Node.js, and of the project itself.
 * Image functions, functions of a tool's own custom resources and those at the edge are left out.
 */
export function nodeFunctionsOf(template: Template): NamedResource[] {
  const foreign = new Set([...customResourceFunctions(template), ...edgeFunctions(template)])
  return resourcesOf(template, 'AWS::Lambda::Function').filter(({ name, properties }) => {
    const { Runtime, PackageType, Code } = properties
    const isImage = PackageType === 'Image' || Runtime === 'provided'
    const isOther = typeof Runtime === 'string' && !Runtime.startsWith('nodejs')
    const isInline = (Code as { ZipFile?: unknown } | undefined)?.ZipFile !== undefined
    return !isImage && !isOther && !isInline && !foreign.has(name)
  })
}

/** The functions that CloudFormation calls for a custom resource. */
function customResourceFunctions(template: Template): string[] {
  return resourcesOf(template, /^(?:Custom::|AWS::CloudFormation::CustomResource$)/).flatMap(
    ({ properties }) => referredBy(properties.ServiceToken) ?? [],
  )
}

/** Lambda@Edge has neither environment nor X-Ray. */
function edgeFunctions(template: Template): string[] {
  const distributions = JSON.stringify(resourcesOf(template, 'AWS::CloudFront::Distribution'))
  return resourcesOf(template, 'AWS::Lambda::Version')
    .filter(({ name }) => distributions.includes(`"${name}"`))
    .flatMap(({ properties }) => referredBy(properties.FunctionName) ?? [])
}
