import type { Resource, Resources } from './template.ts'
import { xrayStatement } from './xray.ts'

const MANAGED_POLICY = /AWSXRayDaemonWriteAccess|AWSXrayWriteOnlyAccess|AWSXrayFullAccess/

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
export function roleOf(role: unknown, resources: Resources): string | undefined {
  const id = roleIdIn(role) ?? ''
  return resources[id]?.Type === 'AWS::IAM::Role' ? id : undefined
}

/** Whether a role's policies, or its managed ones, allow to write to X-Ray. */
export function allowsXray({ Properties = {} }: Resource): boolean {
  const { Policies, ManagedPolicyArns } = Properties
  const text = JSON.stringify([Policies, ManagedPolicyArns])
  return xrayStatement.Action.every((action) => text.includes(action)) || MANAGED_POLICY.test(text)
}
