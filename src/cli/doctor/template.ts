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

/** The problem of a sampling rate below 1 without a salt. */
export const MISSING_SALT: Omit<Finding, 'about'> = {
  problem: 'The sampling rate has no salt, so that a caller can choose a trace id that is sampled',
  remedy:
    'Set HOPTRACE_SAMPLING_SALT to a secret of 16 characters or more, the same in all services',
}

/** Whether the environment of a function has a salt for its sampling rate. */
export function hasSalt(variables: Properties): boolean {
  return Boolean(variables.HOPTRACE_SAMPLING_SALT)
}

function checkFunction({ name, properties }: NamedResource): Finding[] {
  const { TracingConfig, Environment } = properties as {
    TracingConfig?: { Mode?: string }
    Environment?: { Variables?: Properties }
  }
  const variables = Environment?.Variables ?? {}
  const { AWS_XRAY_CONTEXT_MISSING, HOPTRACE_FORMAT, HOPTRACE_SAMPLING_RATE } = variables
  const rate = Number(HOPTRACE_SAMPLING_RATE)
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
    rate > 0 && rate < 1 && !hasSalt(variables) && MISSING_SALT,
  ].flatMap((finding) => (finding === false ? [] : { about: name, ...finding }))
}

function checkLogGroup({ name, properties }: NamedResource): Finding[] {
  const { RetentionInDays, LogGroupClass = 'STANDARD' } = properties
  return [
    RetentionInDays === undefined && {
      problem: 'The log group has no retention, so its logs are kept and billed forever',
      remedy: 'Set provider.logRetentionInDays. CloudWatch then deletes the older logs',
    },
    LogGroupClass !== 'STANDARD' && {
      problem: `The log group has the class ${LogGroupClass}, in which Logs Insights finds no fields`,
      remedy: "Create a new log group of the class STANDARD: a log group's class can't be changed",
    },
  ].flatMap((finding) => (finding === false ? [] : { about: name, ...finding }))
}
