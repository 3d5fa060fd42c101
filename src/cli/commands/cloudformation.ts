import { parseArgs } from 'node:util'
import {
  type FunctionDescription,
  type ServiceDescription,
  serviceResources,
} from '../../cloudformation/index.ts'
import { UsageError } from '../cli-error.ts'
import type { Command } from '../command.ts'

const OPTIONS = {
  service: { type: 'string' },
  stage: { type: 'string' },
  function: { type: 'string', multiple: true },
  'frontend-log-group': { type: 'string' },
  email: { type: 'string', multiple: true },
  pagerduty: { type: 'string', multiple: true },
  'no-log-groups': { type: 'boolean' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

/** `hoptrace cloudformation` */
export const cloudformationCommand: Command = {
  summary: 'Writes a CloudFormation template that makes a service observable.',
  help: `hoptrace cloudformation --service shop --stage prod --function orders > template.yml

Writes a template with log groups, the saved queries, alarms and who is told of them, a dashboard
and X-Ray's sampling rule. It is JSON, which is YAML too.

  --service <name>            What the service is called.
  --stage <name>              Default dev.
  --function <name[=action]>  A function, and the action of its records; again for each function, and
                              for each action. At AWS it is called <service>-<stage>-<name>.
  --frontend-log-group <name> Where the frontend's records are, if they are in this account.
  --email <address>           Who is told of incidents; again for each.
  --pagerduty <key>           The integration key of a PagerDuty service; again for each.
  --no-log-groups             Something else makes the log groups.

The functions need HOPTRACE_METRICS=1, HOPTRACE_METRICS_COUNTS=Errors,Timeouts,ColdStarts and
HOPTRACE_METRICS_CALLS=1.`,
  async run(args, host) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS })
    const template = {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `What hoptrace shows of ${values.service}`,
      Resources: resourcesFor(describe(values)),
    }
    host.out.write(`${JSON.stringify(template, undefined, 2)}\n`)
    return true
  },
}

function describe(values: Values): ServiceDescription {
  const { service, stage, email = [], pagerduty = [], function: functions = [] } = values
  const logGroup = values['frontend-log-group']
  if (service === undefined) throw new UsageError('--service is needed')
  if (functions.length === 0) throw new UsageError('--function is needed')
  return {
    service,
    functions: describeFunctions(functions),
    notify: { email, pagerDuty: pagerduty },
    ...(stage !== undefined && { stage }),
    ...(logGroup !== undefined && { frontend: { logGroup } }),
    ...(values['no-log-groups'] && { logGroups: false }),
  }
}

/** `orders=orders:get` and `orders=orders:list` are one function with two actions. */
function describeFunctions(words: readonly string[]): Record<string, FunctionDescription> {
  const functions: Record<string, { actions?: string[] }> = {}
  for (const word of words) {
    const [name = '', ...rest] = word.split('=')
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
