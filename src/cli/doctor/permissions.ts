import type { Finding } from './finding.ts'

const XRAY_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']
const XRAY_POLICY = /AWSXRayDaemonWriteAccess|AWSXrayWriteOnlyAccess/

type Properties = Readonly<Record<string, unknown>>

interface Statement {
  readonly Effect?: string
  readonly Action?: string | readonly string[]
}

/** Checks whether a role of Lambda functions may write to X-Ray. */
export function checkPermissions(role: { name: string; properties: Properties }): Finding[] {
  const { name, properties } = role
  if (!/lambda/.test(JSON.stringify(properties.AssumeRolePolicyDocument))) return []
  if (XRAY_POLICY.test(JSON.stringify(properties.ManagedPolicyArns ?? ''))) return []
  const allowed = allowedActions(properties)
  const missing = XRAY_ACTIONS.filter(
    (action) => !allowed.some((pattern) => covers(pattern, action)),
  )
  if (missing.length === 0) return []
  return [
    {
      about: name,
      problem: `The role doesn't allow ${missing.join(' and ')}, so X-Ray receives nothing`,
      remedy: 'Allow them in provider.iam.role.statements',
    },
  ]
}

function allowedActions(properties: Properties): string[] {
  const { Policies = [] } = properties as {
    Policies?: { PolicyDocument?: { Statement?: Statement[] } }[]
  }
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument?.Statement ?? [])
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action = [] }) => Action)
}

function covers(pattern: string, action: string): boolean {
  return pattern === action || (pattern.endsWith('*') && action.startsWith(pattern.slice(0, -1)))
}
