import {
  type FunctionDescription,
  metricsEnvironment,
  type ServiceDescription,
  serviceResources,
} from '../../cloudformation/index.ts'
import { UsageError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { formatJson } from '../format-json.ts'
import { parseFlags } from '../parse-command-line.ts'

const FLAGS = {
  service: { type: 'string' },
  stage: { type: 'string' },
  function: { type: 'string', multiple: true },
  'frontend-log-group': { type: 'string' },
  email: { type: 'string', multiple: true },
  pagerduty: { type: 'string', multiple: true },
  'log-groups': { type: 'boolean' },
} as const

type Values = ReturnType<typeof parseFlags<typeof FLAGS>>

const ENVIRONMENT = [...Object.entries(metricsEnvironment), ['HOPTRACE_STAGE', '<stage>']].map(
  ([name, value]) => `  ${name}=${value}`,
)

/** `hoptrace cloudformation` */
export const cloudformationCommand: Command = {
  summary: 'Prints a CloudFormation template with queries, alarms and a dashboard.',
  help: `hoptrace cloudformation --service shop --stage prod --function orders > template.yml

Prints a template with saved queries, alarms, notifications and a dashboard. It is JSON, which is also
valid YAML.

  --service <name>            The name of the service. Required.
  --stage <name>              Default: dev.
  --function <name[=action]>  A function, called <service>-<stage>-<name> at AWS, and an action of its
                              records. Required. Repeat it for each function and each action.
  --frontend-log-group <name> The log group of the frontend's records, in the same account.
  --email <address>           An e-mail address that is notified of incidents. May be repeated.
  --pagerduty <key>           The integration key of a PagerDuty service. May be repeated.
  --log-groups                Creates the log groups, for functions and a frontend that have never run.
                              CloudFormation refuses to create a log group that exists.

The functions need these environment variables:
${ENVIRONMENT.join('\n')}`,
  flags: FLAGS,
  async run(args, io) {
    const values = parseFlags(args, FLAGS)
    const template = {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `hoptrace's resources for ${values.service}`,
      Resources: resourcesFor(describe(values)),
    }
    io.out.write(formatJson(template))
    return true
  },
}

function describe(values: Values): ServiceDescription {
  const { service, stage, email = [], pagerduty = [], function: functions = [] } = values
  const { 'frontend-log-group': logGroup, 'log-groups': create = false } = values
  if (service === undefined) throw new UsageError('--service is required')
  if (functions.length === 0) throw new UsageError('--function is required')
  return {
    service,
    functions: describeFunctions(functions),
    notify: { email, pagerDuty: pagerduty },
    ...(stage !== undefined && { stage }),
    ...(logGroup !== undefined && { frontend: { logGroup, create } }),
    logGroups: create,
  }
}

/** Merges `orders=orders:get` and `orders=orders:list` to one function with two actions. */
function describeFunctions(flags: readonly string[]): Record<string, FunctionDescription> {
  const functions: Record<string, { actions?: string[] }> = {}
  for (const flag of flags) {
    const [name = '', ...rest] = flag.split('=')
    const { actions = [] } = functions[name] ?? {}
    if (rest.length > 0) actions.push(rest.join('='))
    functions[name] = actions.length > 0 ? { actions } : {}
  }
  return functions
}

function resourcesFor(description: ServiceDescription): object {
  try {
    return serviceResources(description)
  } catch (cause) {
    if (cause instanceof TypeError) throw new UsageError(cause.message, { cause })
    throw cause
  }
}
