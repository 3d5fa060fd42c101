import type { Finding } from './finding.ts'

interface Resource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
}

/** A CloudFormation template, as `serverless package` writes it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
}

/** The resources of one type, with their names in the template. */
export function resourcesOf(
  { Resources }: Template,
  type: string,
): { name: string; properties: Readonly<Record<string, unknown>> }[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([name, { Properties = {} }]) => ({ name, properties: Properties }))
}

/** What in a template keeps its functions from being traced. */
export function checkTemplate(template: Template): Finding[] {
  return [...checkFunctions(template), ...checkLogGroups(template), ...checkPermissions(template)]
}

function checkFunctions(template: Template): Finding[] {
  return resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ name, properties }) => {
    const { TracingConfig, Environment } = properties as {
      TracingConfig?: { Mode?: string }
      Environment?: { Variables?: Readonly<Record<string, unknown>> }
    }
    const { AWS_XRAY_CONTEXT_MISSING, HOPTRACE_FORMAT } = Environment?.Variables ?? {}
    return [
      TracingConfig?.Mode !== 'Active' && {
        problem: 'X-Ray is off, so the trace has no X-Ray view',
        remedy: 'provider.tracing.lambda: true in serverless.yml',
      },
      AWS_XRAY_CONTEXT_MISSING === 'RUNTIME_ERROR' && {
        problem: 'AWS_XRAY_CONTEXT_MISSING makes a call outside of a segment throw',
        remedy: 'provider.environment.AWS_XRAY_CONTEXT_MISSING: LOG_ERROR',
      },
      HOPTRACE_FORMAT === 'pretty' && {
        problem: 'HOPTRACE_FORMAT is pretty: CloudWatch finds no fields in its lines',
        remedy: 'provider.environment.HOPTRACE_FORMAT: json, or leave it out',
      },
    ].flatMap((finding) => (finding === false ? [] : { about: name, ...finding }))
  })
}

function checkLogGroups(template: Template): Finding[] {
  return resourcesOf(template, 'AWS::Logs::LogGroup').flatMap(({ name, properties }) => {
    const { RetentionInDays, LogGroupClass = 'STANDARD' } = properties
    return [
      RetentionInDays === undefined && {
        problem: 'Its logs are kept, and paid for, for ever',
        remedy: 'provider.logRetentionInDays: 14',
      },
      LogGroupClass !== 'STANDARD' && {
        problem: `Its class is ${LogGroupClass}, in which Insights finds no fields`,
        remedy: 'A class is fixed when a group is made: make a new one of class STANDARD',
      },
    ].flatMap((finding) => (finding === false ? [] : { about: name, ...finding }))
  })
}

const XRAY_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']
const XRAY_POLICY = /AWSXRayDaemonWriteAccess|AWSXrayWriteOnlyAccess/

interface Statement {
  readonly Effect?: string
  readonly Action?: string | readonly string[]
}

function checkPermissions(template: Template): Finding[] {
  return resourcesOf(template, 'AWS::IAM::Role')
    .filter(({ properties }) => /lambda/.test(JSON.stringify(properties.AssumeRolePolicyDocument)))
    .flatMap(({ name, properties }) => {
      const missing = XRAY_POLICY.test(JSON.stringify(properties.ManagedPolicyArns ?? ''))
        ? []
        : XRAY_ACTIONS.filter((action) => !allowedBy(properties).some((one) => covers(one, action)))
      if (missing.length === 0) return []
      const problem = `It may not ${missing.join(' nor ')}, so X-Ray gets nothing`
      return [{ about: name, problem, remedy: 'Allow them in provider.iam.role.statements' }]
    })
}

function allowedBy(properties: Readonly<Record<string, unknown>>): string[] {
  const { Policies = [] } = properties as {
    Policies?: { PolicyDocument?: { Statement?: Statement[] } }[]
  }
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument?.Statement ?? [])
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action = [] }) => Action)
}

function covers(allowed: string, action: string): boolean {
  return allowed === action || (allowed.endsWith('*') && action.startsWith(allowed.slice(0, -1)))
}
