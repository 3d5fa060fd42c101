import { targetOf } from '../../cloudformation/references.ts'
import { missingPermissions } from '../../cloudformation/xray-permission.ts'
import type { Finding } from './finding.ts'
import { permissionRemedy } from './remedies.ts'
import { type NamedResource, resourcesOf, type Template } from './template.ts'

type Properties = Readonly<Record<string, unknown>>

/** Checks whether the roles of functions that write to X-Ray may do so. */
export function checkPermissions(
  functions: readonly NamedResource[],
  template: Template,
): Finding[] {
  const users = functions
    .filter(({ properties }) => modeOf(properties) === 'Active')
    .flatMap(({ properties }) => targetOf(properties.Role) ?? [])
  return resourcesOf(template, 'AWS::IAM::Role')
    .filter(({ name }) => users.includes(name))
    .flatMap((role) => checkRole(role, template))
}

function modeOf({ TracingConfig }: Properties): unknown {
  return (TracingConfig as { Mode?: unknown } | undefined)?.Mode
}

function checkRole({ name, properties }: NamedResource, template: Template): Finding[] {
  const attached = attachedDocuments(name, template)
  const missing = missingPermissions({ Properties: properties }, template.Resources, attached)
  if (missing.length === 0) return []
  return [
    {
      about: name,
      problem: `The role doesn't allow ${missing.join(' and ')}, so X-Ray receives nothing`,
      remedy: permissionRemedy(name, template),
    },
  ]
}

/** Returns the documents of policies of their own, as the CDK makes them. */
function attachedDocuments(role: string, template: Template): unknown[] {
  return resourcesOf(template, /^AWS::IAM::(?:Managed)?Policy$/)
    .filter(({ properties }) => [properties.Roles].flat().some((one) => targetOf(one) === role))
    .map(({ properties }) => properties.PolicyDocument)
}
