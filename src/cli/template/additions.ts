import { namesEnvironment, sharedEnvironment } from '../../cloudformation/function-environment.ts'
import {
  type FunctionDescription,
  type Resources,
  resourcesBeside,
  type ServiceDescription,
} from '../../cloudformation/index.ts'
import { actionsInTemplate } from '../../cloudformation/template-actions.ts'
import { triggersInTemplate } from '../../cloudformation/template-triggers.ts'
import type { Additions, Edit } from './edit.ts'
import { indexLogGroups } from './log-groups.ts'
import type { Template } from './template-file.ts'
import { foreignReason, functionsOf, type TemplateFunction } from './template-function.ts'
import { traceFunctions } from './tracing.ts'

/**
 * Returns what makes the functions of a template observable. What the template sets stays as it is.
 * @param description the service; its functions have options by their logical ids
 * @throws TypeError that names the option that is unknown or has a wrong value
 */
export function additionsTo(template: Template, description: ServiceDescription): Additions {
  const notes: string[] = []
  const traced = functionsOf(template).filter((fn) => {
    const reason = foreignReason(fn)
    if (reason !== undefined) notes.push(`${fn.id} stays as it is: ${reason}`)
    return reason === undefined
  })
  const tracing = traceFunctions(traced, template.Resources)
  const functions = describeFunctions(traced, template, description, notes)
  const { resources, notices } = resourcesBeside(template.Resources, { ...description, functions })
  return {
    edits: [
      ...traced.flatMap((fn) => environmentOf(fn, description, notes)),
      ...tracing.edits,
      ...indexLogGroups(traced, template.Resources),
      ...Object.entries(resources).flatMap(([id, resource]): Edit[] => {
        if (!(id in template.Resources)) return [{ path: ['Resources', id], value: resource }]
        notes.push(`${id} stays as it is`)
        return []
      }),
    ],
    notes: [...notes, ...tracing.notes, ...notices],
  }
}

function environmentOf(
  { id, variables }: TemplateFunction,
  description: ServiceDescription,
  notes: string[],
): Edit[] {
  const wanted = {
    ...sharedEnvironment(description),
    ...namesEnvironment(description.functions[id] ?? {}, description.service),
  }
  if (variables === undefined) {
    notes.push(`${id} has a computed environment: set ${Object.keys(wanted).join(', ')} there`)
    return []
  }
  return Object.entries(wanted).flatMap(([name, value]): Edit[] => {
    const path = ['Resources', id, 'Properties', 'Environment', 'Variables', name]
    if (!(name in variables)) return [{ path, value }]
    if (String(variables[name]) !== value && name !== 'HOPTRACE_SERVICE')
      notes.push(`${id}.${name} stays ${JSON.stringify(variables[name])}, not ${value}`)
    return []
  })
}

function describeFunctions(
  traced: readonly TemplateFunction[],
  { Resources, Globals }: Template,
  description: ServiceDescription,
  notes: string[],
): ServiceDescription['functions'] {
  const routes = actionsInTemplate(Resources)
  const triggers = triggersInTemplate({ ...Resources, ...apisOf(Globals) })
  const described = traced.flatMap((fn): [string, FunctionDescription][] => {
    const { FunctionName, LoggingConfig } = fn.properties
    const { LogGroup } = Object(LoggingConfig) as { LogGroup?: string | object }
    const isNamed = typeof FunctionName === 'string'
    if (fn.isConditional && !isNamed) {
      notes.push(`${fn.id} gets no alarms, since a condition decides whether it exists. Name it`)
      return []
    }
    const actions = routes[fn.id]
    return [
      [
        fn.id,
        {
          ...(actions && { actions }),
          ...(triggers[fn.id] && { triggers: triggers[fn.id] }),
          ...description.functions[fn.id],
          ...namesIn(fn),
          name: isNamed ? FunctionName : { Ref: fn.id },
          ...(LogGroup !== undefined && { logGroup: LogGroup }),
        },
      ],
    ]
  })
  return Object.fromEntries(described)
}

/** Returns what SAM's globals say of all APIs, as an API each. */
function apisOf({ Api = {}, HttpApi = {} }: Template['Globals'] = {}): Resources {
  return {
    'Globals.Api': { Type: 'AWS::Serverless::Api', Properties: Api },
    'Globals.HttpApi': { Type: 'AWS::Serverless::HttpApi', Properties: HttpApi },
  }
}

/** Returns the names that the environment of a function sets, which win over options. */
function namesIn({ variables = {} }: TemplateFunction): Partial<FunctionDescription> {
  const { HOPTRACE_SERVICE: service, HOPTRACE_ACTION: action } = variables
  return {
    ...(typeof service === 'string' && { service }),
    ...(typeof action === 'string' && { actions: [action] }),
  }
}
