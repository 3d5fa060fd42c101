import type { Finding } from './finding.ts'
import { checkPermissions } from './permissions.ts'

type Properties = Readonly<Record<string, unknown>>

/** A CloudFormation template, as `serverless package` writes it. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Properties }>
  >
}

/** A resource with its logical id. */
export interface NamedResource {
  readonly name: string
  readonly properties: Properties
}

/** Returns the resources of one type. */
export function resourcesOf({ Resources }: Template, type: string): NamedResource[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([name, { Properties = {} }]) => ({ name, properties: Properties }))
}

/** Returns the problems of a template's functions, log groups and roles. */
export function checkTemplate(template: Template): Finding[] {
  return [
    ...resourcesOf(template, 'AWS::Lambda::Function').flatMap(checkFunction),
    ...resourcesOf(template, 'AWS::Logs::LogGroup').flatMap(checkLogGroup),
    ...resourcesOf(template, 'AWS::IAM::Role').flatMap(checkPermissions),
  ]
}

function checkFunction({ name, properties }: NamedResource): Finding[] {
  const { TracingConfig, Environment } = properties as {
    TracingConfig?: { Mode?: string }
    Environment?: { Variables?: Properties }
  }
  const { AWS_XRAY_CONTEXT_MISSING, HOPTRACE_FORMAT } = Environment?.Variables ?? {}
  return [
    TracingConfig?.Mode !== 'Active' && {
      problem: 'X-Ray tracing is off',
      remedy: 'Set provider.tracing.lambda: true in serverless.yml',
    },
    AWS_XRAY_CONTEXT_MISSING === 'RUNTIME_ERROR' && {
      problem: 'AWS_XRAY_CONTEXT_MISSING makes calls outside of a segment throw',
      remedy: 'Set provider.environment.AWS_XRAY_CONTEXT_MISSING: LOG_ERROR',
    },
    HOPTRACE_FORMAT === 'pretty' && {
      problem: 'HOPTRACE_FORMAT is pretty, so CloudWatch finds no fields in the records',
      remedy: 'Set provider.environment.HOPTRACE_FORMAT: json, or remove it',
    },
  ].flatMap((finding) => (finding === false ? [] : { about: name, ...finding }))
}

function checkLogGroup({ name, properties }: NamedResource): Finding[] {
  const { RetentionInDays, LogGroupClass = 'STANDARD' } = properties
  return [
    RetentionInDays === undefined && {
      problem: 'The log group has no retention, so its logs are kept and billed forever',
      remedy: 'Set provider.logRetentionInDays: 14',
    },
    LogGroupClass !== 'STANDARD' && {
      problem: `The log group has the class ${LogGroupClass}, in which Logs Insights finds no fields`,
      remedy: "Create a new log group of the class STANDARD: a log group's class can't be changed",
    },
  ].flatMap((finding) => (finding === false ? [] : { about: name, ...finding }))
}
