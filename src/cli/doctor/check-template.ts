import type { Finding } from './finding.ts'
import { nodeFunctionsOf } from './node-functions.ts'
import { checkPermissions } from './permissions.ts'
import { roleOutside, TRACING_REMEDY } from './remedies.ts'
import { type NamedResource, resourcesOf, type Template } from './template.ts'

type Properties = Readonly<Record<string, unknown>>

/** Returns the problems of a template's functions, log groups and roles. */
export function checkTemplate(template: Template): Finding[] {
  const functions = nodeFunctionsOf(template)
  return [
    ...functions.flatMap((each) => checkFunction(each, template)),
    ...resourcesOf(template, 'AWS::Logs::LogGroup').flatMap((each) => checkLogGroup(each)),
    ...checkPermissions(functions, template),
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

/** Returns the environment variables of a function. */
export function variablesOf({ properties }: NamedResource): Properties {
  const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Properties }
  return Variables
}

function checkFunction(resource: NamedResource, template: Template): Finding[] {
  const { name, properties } = resource
  const { Mode } = (properties.TracingConfig ?? {}) as { Mode?: unknown }
  const variables = variablesOf(resource)
  const { AWS_XRAY_CONTEXT_MISSING, HOPTRACE_FORMAT, HOPTRACE_LEVEL, HOPTRACE_SAMPLING_RATE } =
    variables
  const rate = Number(HOPTRACE_SAMPLING_RATE)
  const where = ENVIRONMENT[template.tool]
  return [
    // A parameter may be Active.
    (Mode === undefined || Mode === 'PassThrough' || Mode === 'Disabled') && {
      problem: 'X-Ray tracing is off',
      remedy: roleOutside(properties.Role, template) ?? TRACING_REMEDY[template.tool],
    },
    AWS_XRAY_CONTEXT_MISSING === 'RUNTIME_ERROR' && {
      problem: 'AWS_XRAY_CONTEXT_MISSING makes calls outside of a segment throw',
      remedy: `Set ${where}AWS_XRAY_CONTEXT_MISSING: LOG_ERROR`,
    },
    HOPTRACE_FORMAT === 'pretty' && {
      problem: 'HOPTRACE_FORMAT is pretty, so CloudWatch finds no fields in the records',
      remedy: `Set ${where}HOPTRACE_FORMAT: json, or remove it`,
    },
    HOPTRACE_FORMAT === 'none' && {
      problem: 'HOPTRACE_FORMAT is none, so CloudWatch gets no records',
      remedy: `Set ${where}HOPTRACE_FORMAT: json, or remove it`,
    },
    HOPTRACE_LEVEL === 'silent' && {
      problem: 'HOPTRACE_LEVEL is silent, so CloudWatch gets no records',
      remedy: `Set ${where}HOPTRACE_LEVEL: info, or remove it`,
    },
    rate > 0 && rate < 1 && !hasSalt(variables) && MISSING_SALT,
  ].flatMap((finding) => (finding === false ? [] : { about: name, ...finding }))
}

const ENVIRONMENT = {
  serverless: 'provider.environment.',
  sam: 'Globals.Function.Environment.Variables.',
  cdk: '',
} as const

function checkLogGroup({ name, properties }: NamedResource): Finding[] {
  const { LogGroupClass = 'STANDARD' } = properties
  if (typeof LogGroupClass !== 'string' || LogGroupClass === 'STANDARD') return []
  return [
    {
      about: name,
      problem: `The log group has the class ${LogGroupClass}, in which Logs Insights finds no fields`,
      remedy: "Create a new log group of the class STANDARD: a log group's class can't be changed",
    },
  ]
}
