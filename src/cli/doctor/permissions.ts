import type { Finding } from './finding.ts'
import { permissionRemedy, XRAY_ACTIONS } from './remedies.ts'
import { type NamedResource, referredBy, resourcesOf, type Template } from './template.ts'

const XRAY_POLICY =
  /AWSXRayDaemonWriteAccess|AWSXrayWriteOnlyAccess|AWSXrayFullAccess|AdministratorAccess/

type Properties = Readonly<Record<string, unknown>>

interface Statement {
  readonly Effect?: string
  readonly Action?: string | readonly string[]
}

/** Checks whether the roles of functions that write to X-Ray may do so. */
export function checkPermissions(
  functions: readonly NamedResource[],
  template: Template,
): Finding[] {
  const users = functions
    .filter(({ properties }) => modeOf(properties) === 'Active')
    .flatMap(({ properties }) => referredBy(properties.Role) ?? [])
  return resourcesOf(template, 'AWS::IAM::Role')
    .filter(({ name }) => users.includes(name))
    .flatMap((role) => checkRole(role, template))
}

function modeOf({ TracingConfig }: Properties): unknown {
  return (TracingConfig as { Mode?: unknown } | undefined)?.Mode
}

function checkRole({ name, properties }: NamedResource, template: Template): Finding[] {
  if (XRAY_POLICY.test(JSON.stringify(properties.ManagedPolicyArns ?? ''))) return []
  const allowed = [...inlineActions(properties), ...attachedActions(name, template)]
  const missing = XRAY_ACTIONS.filter(
    (action) => !allowed.some((pattern) => covers(pattern, action)),
  )
  if (missing.length === 0) return []
  return [
    {
      about: name,
      problem: `The role doesn't allow ${missing.join(' and ')}, so X-Ray receives nothing`,
      remedy: permissionRemedy(name, template),
    },
  ]
}

function inlineActions({ Policies = [] }: Properties): string[] {
  const policies = Policies as { PolicyDocument?: { Statement?: Statement[] } }[]
  return policies.flatMap(({ PolicyDocument }) => allowedActions(PolicyDocument))
}

/** What policies of their own, as the CDK makes them, allow a role. */
function attachedActions(role: string, template: Template): string[] {
  return resourcesOf(template, /^AWS::IAM::(?:Managed)?Policy$/)
    .filter(({ properties }) => [properties.Roles].flat().some((each) => referredBy(each) === role))
    .flatMap(({ properties }) => allowedActions(properties.PolicyDocument))
}

function allowedActions(document: unknown): string[] {
  const { Statement = [] } = (document ?? {}) as { Statement?: Statement | Statement[] }
  return [Statement]
    .flat()
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action = [] }) => Action)
}

function covers(pattern: string, action: string): boolean {
  return pattern === action || (pattern.endsWith('*') && action.startsWith(pattern.slice(0, -1)))
}
