import { logGroupProperties, type Resources } from '../../cloudformation/index.ts'
import type { Edit } from './edit.ts'
import type { TemplateFunction } from './template-function.ts'

const { FieldIndexPolicies } = logGroupProperties(1)

/**
 * Returns the indexes for the log groups of functions that the template creates. CloudWatch refuses them
 * for log groups of another class than `STANDARD`.
 */
export function indexLogGroups(
  functions: readonly TemplateFunction[],
  resources: Resources,
): Edit[] {
  const names = functions.flatMap(namesOfLogGroup).map((name) => JSON.stringify(name))
  return Object.entries(resources).flatMap(([id, resource]): Edit[] => {
    if (resource?.Type !== 'AWS::Logs::LogGroup') return []
    const {
      LogGroupName,
      LogGroupClass = 'STANDARD',
      FieldIndexPolicies: given,
    } = resource.Properties ?? {}
    const isOurs = [LogGroupName, { Ref: id }].some((name) => names.includes(JSON.stringify(name)))
    if (!isOurs || LogGroupClass !== 'STANDARD' || given !== undefined) return []
    const path = ['Resources', id, 'Properties', 'FieldIndexPolicies']
    return [{ path, value: FieldIndexPolicies }]
  })
}

/** Returns what templates write for the name of a function's log group. */
function namesOfLogGroup({ id, properties }: TemplateFunction): unknown[] {
  const { FunctionName, LoggingConfig } = properties
  const { LogGroup } = Object(LoggingConfig) as { LogGroup?: unknown }
  if (LogGroup !== undefined) return [LogGroup]
  return [
    { 'Fn::Sub': `/aws/lambda/\${${id}}` },
    { 'Fn::Join': ['', ['/aws/lambda/', { Ref: id }]] },
    ...(typeof FunctionName === 'string' ? [`/aws/lambda/${FunctionName}`] : []),
  ]
}
