import { targetOf } from './references.ts'
import type { Resource } from './template.ts'
import { xrayStatement } from './xray.ts'

const MANAGED_POLICY =
  /AWSXRayDaemonWriteAccess|AWSXrayWriteOnlyAccess|AWSXrayFullAccess|PowerUserAccess|AdministratorAccess/

/** Resources of a template, in which `Properties` may be missing. */
type Beside = Readonly<Record<string, Pick<Resource, 'Type'> & Partial<Resource>>>

/** The policy that allows a role to write to X-Ray. */
export const xrayPolicy = {
  PolicyName: 'hoptrace-xray',
  PolicyDocument: { Version: '2012-10-17', Statement: [xrayStatement] },
} as const

/** Returns the logical id that a function's `Role` names: `!GetAtt Orders.Arn`, `!Sub ${Orders.Arn}`. */
export function roleIdIn(role: unknown): string | undefined {
  const { 'Fn::GetAtt': attribute, 'Fn::Sub': text } = Object(role) as Record<string, unknown>
  const [, inText] = /^\$\{([^}]+)\}$/.exec(String(text)) ?? []
  const path = attribute === undefined ? inText : [attribute].flat().join('.')
  return /^(\w+)\.Arn$/.exec(String(path))?.[1]
}

/** Returns the logical id of a function's role; `undefined` if it is no part of the template. */
export function roleOf(role: unknown, resources: Beside): string | undefined {
  const id = roleIdIn(role) ?? ''
  return resources[id]?.Type === 'AWS::IAM::Role' ? id : undefined
}

/**
 * Whether a role may write to X-Ray by its inline policies, or by the managed ones that it names. These
 * exist before the function that has the role.
 */
export function allowsXray(role: Partial<Resource>, resources: Beside): boolean {
  return missingPermissions(role, resources).length === 0
}

/**
 * Returns the permissions to write to X-Ray that a role lacks.
 * @param attached the documents of policies that name the role
 */
export function missingPermissions(
  { Properties = {} }: Partial<Resource>,
  resources: Beside,
  attached: readonly unknown[] = [],
): string[] {
  const { Policies, ManagedPolicyArns } = Properties
  if (MANAGED_POLICY.test(JSON.stringify(ManagedPolicyArns) ?? '')) return []
  const documents = [
    ...[Policies].flat().map((policy) => Object(policy).PolicyDocument),
    ...[ManagedPolicyArns].flat().map((policy) => documentOf(policy, resources)),
    ...attached,
  ]
  const allowed = documents.flatMap(allowedActions)
  return xrayStatement.Action.filter((action) => !allowed.some((one) => covers(one, action)))
}

function documentOf(policy: unknown, resources: Beside): unknown {
  return resources[targetOf(policy) ?? '']?.Properties?.PolicyDocument
}

function allowedActions(document: unknown): string[] {
  const { Statement } = Object(document) as { Statement?: unknown }
  return [Statement]
    .flat()
    .map((one) => Object(one) as { Effect?: unknown; Action?: unknown })
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => [Action].flat().map(String))
}

/** IAM's names of actions have no case, and end with `*` for all that begin so. */
function covers(pattern: string, action: string): boolean {
  const [lower, wanted] = [pattern.toLowerCase(), action.toLowerCase()]
  return lower === wanted || (lower.endsWith('*') && wanted.startsWith(lower.slice(0, -1)))
}
