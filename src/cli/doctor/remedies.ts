import { xrayStatement } from '../../cloudformation/index.ts'
import { targetOf } from '../../cloudformation/references.ts'
import type { Template, Tool } from './template.ts'

/** How a tool turns X-Ray on for a function. */
export const TRACING_REMEDY: Readonly<Record<Tool, string>> = {
  serverless: 'Set provider.tracing.lambda: true in serverless.yml',
  sam: 'Set Globals.Function.Tracing: Active',
  cdk: 'Pass tracing: Tracing.ACTIVE to the function',
}

const TRACING_OF_ONE: Readonly<Record<Tool, string>> = {
  serverless: 'set tracing: Active for the function in serverless.yml',
  sam: 'set Tracing: Active for the function',
  cdk: 'pass tracing: Tracing.ACTIVE to the function',
}

/** Returns what to do first if the role of a function isn't in its template. */
export function roleOutside(role: unknown, { Resources, tool }: Template): string | undefined {
  if (role === undefined) return undefined
  const id = targetOf(role)
  if (id !== undefined && Object.hasOwn(Resources, id)) return undefined
  const name = typeof role === 'string' ? `the role ${role}` : 'its role, which is made elsewhere'
  return `Allow ${xrayStatement.Action.join(' and ')} in ${name}, then ${TRACING_OF_ONE[tool]}`
}

/** Returns how the permissions are added to a role of a template. */
export function permissionRemedy(role: string, { tool }: Template): string {
  if (tool === 'sam') return `Add AWSXRayDaemonWriteAccess to the ManagedPolicyArns of ${role}`
  if (tool === 'cdk')
    return "Add them: role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AWSXRayDaemonWriteAccess'))"
  if (role === 'IamRoleLambdaExecution') return 'Allow them in provider.iam.role.statements'
  // As serverless-iam-roles-per-function names its roles.
  if (role.endsWith('IamRoleLambdaExecution'))
    return 'Allow them in iamRoleStatements of the function: { Effect: Allow, Action: [xray:PutTraceSegments, xray:PutTelemetryRecords], Resource: "*" }'
  return `Allow them in the policies of ${role} under resources`
}
