import { ofType } from './beside.ts'
import { isFunction } from './function-behind.ts'
import { targetOf } from './references.ts'
import type { FunctionDescription, ServiceDescription } from './service-description.ts'
import type { Resources } from './template.ts'

/** A description that knows what AppSync calls, and the functions of which that can't be known. */
export interface Resolved {
  readonly description: ServiceDescription
  readonly unknown: readonly string[]
}

/**
 * Adds the actions of the functions that AppSync calls, which are the fields that they resolve. A
 * function of a pipeline may be called for any field.
 */
export function withAppSync(description: ServiceDescription, template: Resources): Resolved {
  const unknown: string[] = []
  const functions = Object.entries(description.functions).map(([key, fn]) => {
    const sources = sourcesOf(fn.name, template)
    const isNamed = fn.actions !== undefined && fn.actions.join() !== fn.name
    if (sources.length === 0 || isNamed) return [key, fn] as const
    if (isInPipeline(sources, template)) unknown.push(key)
    return [key, withFields(fn, fieldsOf(sources, template))] as const
  })
  return { description: { ...description, functions: Object.fromEntries(functions) }, unknown }
}

function withFields(fn: FunctionDescription, fields: readonly string[]): FunctionDescription {
  if (fields.length === 0) return fn
  return { ...fn, actions: fields, triggers: [...(fn.triggers ?? []), 'http'] }
}

/**
 * Returns the data sources that call a function: their logical ids and their names.
 * @param name the function's name, or a reference to it
 */
function sourcesOf(name: FunctionDescription['name'], template: Resources): unknown[] {
  if (name === undefined) return []
  return ofType(template, 'AWS::AppSync::DataSource').flatMap(({ id, properties }) => {
    const { LambdaFunctionArn } = Object(properties.LambdaConfig) as Record<string, unknown>
    const called = targetOf(LambdaFunctionArn) ?? ''
    return isFunction(name, called, template) ? [id, properties.Name] : []
  })
}

function fieldsOf(sources: readonly unknown[], template: Resources): string[] {
  const resolvers = ofType(template, 'AWS::AppSync::Resolver').filter(({ properties }) =>
    uses(properties.DataSourceName, sources),
  )
  return resolvers.map(({ properties }) => `${properties.TypeName}.${properties.FieldName}`)
}

function isInPipeline(sources: readonly unknown[], template: Resources): boolean {
  return ofType(template, 'AWS::AppSync::FunctionConfiguration').some(({ properties }) =>
    uses(properties.DataSourceName, sources),
  )
}

function uses(name: unknown, sources: readonly unknown[]): boolean {
  return sources.includes(targetOf(name) ?? name)
}
