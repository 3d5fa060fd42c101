import {
  type FunctionDescription,
  metricsEnvironment,
  type ServiceDescription,
  serviceResources,
} from '../../cloudformation/index.ts'
import { CliError, UsageError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { parseFlags } from '../parse-command-line.ts'
import { projectQueryChoice } from '../project-config.ts'
import { additionsTo } from '../template/additions.ts'
import { formatTemplate, largeTemplate } from '../template/format-template.ts'
import { type OpenTemplate, openTemplate } from '../template/template-file.ts'
import { functionsOf } from '../template/template-function.ts'
import { escapeControls } from '../terminal.ts'

const FLAGS = {
  template: { type: 'string' },
  service: { type: 'string' },
  stage: { type: 'string' },
  function: { type: 'string', multiple: true },
  'frontend-log-group': { type: 'string' },
  'frontend-service': { type: 'string' },
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
hoptrace cloudformation --service shop --stage prod --template template.yml > traced.yml

Prints a template with saved queries, alarms, notifications and a dashboard. It is JSON, which is also
valid YAML. A template of more than 51,200 bytes must be uploaded before it is deployed: stderr says so.

With --template, it prints that template of SAM or CloudFormation, in which the functions that run
Node.js have the environment, tracing and permissions, and the resources are added. What the template sets
stays as it is. What you should know is written to stderr. hoptrace.json may choose the queries.

  --template <file>           A template in YAML or JSON. YAML needs the package yaml.
  --service <name>            The name of the service. Required.
  --stage <name>              Default: dev.
  --function <name[=action]>  A function, called <service>-<stage>-<name> at AWS, and an action of its
                              records. Required. Repeat it for each function and each action. With
                              --template: a logical id and an action, if its code names the action.
  --frontend-log-group <name> The log group of the frontend's records, in the same account.
  --frontend-service <name>   The service of the frontend's records, which gives it alarms. Its options must
                              turn metrics on.
  --email <address>           An e-mail address that is notified of incidents. May be repeated.
  --pagerduty <key>           The integration key of a PagerDuty service. May be repeated.
  --log-groups                Creates the log groups, for functions and a frontend that have never run.
                              CloudFormation refuses to create a log group that exists.

The functions need these environment variables:
${ENVIRONMENT.join('\n')}`,
  flags: FLAGS,
  async run(args, io) {
    const values = parseFlags(args, FLAGS)
    if (values.template !== undefined) {
      const { text, notes } = addTo(openTemplate(values.template), values)
      for (const note of notes) io.err.write(`${escapeControls(note)}\n`)
      io.out.write(text)
      return true
    }
    const template = {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `hoptrace's resources for ${values.service}`,
      Resources: usage(() => serviceResources(describe(values))),
    }
    const text = formatTemplate(template)
    const note = largeTemplate(text)
    if (note !== undefined) io.err.write(`${note}\n`)
    io.out.write(text)
    return true
  },
}

function describe(values: Values): ServiceDescription {
  const { service, stage, email = [], pagerduty = [], function: functions = [] } = values
  const { 'frontend-log-group': logGroup, 'log-groups': create = false } = values
  const { 'frontend-service': frontendService } = values
  if (service === undefined) throw new UsageError('--service is required')
  if (functions.length === 0 && values.template === undefined)
    throw new UsageError('--function is required')
  const queries = projectQueryChoice()
  if (logGroup === undefined && frontendService !== undefined)
    throw new UsageError('--frontend-service needs --frontend-log-group')
  return {
    service,
    ...(queries && { queries }),
    functions: describeFunctions(functions),
    notify: { email, pagerDuty: pagerduty },
    ...(stage !== undefined && { stage }),
    ...(logGroup !== undefined && {
      frontend: {
        logGroup,
        create,
        ...(frontendService !== undefined && { service: frontendService }),
      },
    }),
    logGroups: create && values.template === undefined,
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

interface Added {
  readonly text: string
  readonly notes: readonly string[]
}

function addTo({ template, withEdits }: OpenTemplate, values: Values): Added {
  const description = describe(values)
  const ids = functionsOf(template).map(({ id }) => id)
  if (ids.length === 0) throw new CliError(`${values.template} has no functions`)
  const unknown = Object.keys(description.functions).find((id) => !ids.includes(id))
  if (unknown !== undefined)
    throw new UsageError(
      `--function: there is no function '${unknown}'; known are ${ids.join(', ')}`,
    )
  const { edits, notes } = usage(() => additionsTo(template, description))
  return { text: withEdits(edits), notes }
}

/** Returns a result. A wrong option is a wrong flag. */
function usage<T>(run: () => T): T {
  try {
    return run()
  } catch (cause) {
    if (cause instanceof TypeError) throw new UsageError(cause.message, { cause })
    throw cause
  }
}
