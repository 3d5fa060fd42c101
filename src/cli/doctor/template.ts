import { readFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'

type Properties = Readonly<Record<string, unknown>>

/** A resource of a CloudFormation template. */
interface Resource {
  readonly Type: string
  readonly Properties?: Properties
  readonly Metadata?: Properties
}

/** What wrote a template: it decides what a remedy is. */
export type Tool = 'serverless' | 'sam' | 'cdk'

/** A CloudFormation template of a project. */
export interface Template {
  readonly tool: Tool
  /** Handlers are searched for from here. */
  readonly root: string
  readonly Resources: Readonly<Record<string, Resource>>
  /** The folders of the CDK's assets, by the key that they get in the bucket. */
  readonly assets?: ReadonlyMap<string, string>
}

/** A resource with its logical id. */
export interface NamedResource {
  readonly name: string
  readonly properties: Properties
  readonly metadata: Properties
}

/** Returns the resources whose type matches. */
export function resourcesOf({ Resources }: Template, type: string | RegExp): NamedResource[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => (typeof type === 'string' ? Type === type : type.test(Type)))
    .map(([name, { Properties = {}, Metadata = {} }]) => ({
      name,
      properties: Properties,
      metadata: Metadata,
    }))
}

/** Reads a template in JSON. */
export function readTemplate(file: string, tool: Tool, root: string): Template {
  try {
    const template = JSON.parse(readFileSync(file, 'utf8')) as Partial<Template>
    return { tool, root, Resources: template.Resources ?? {} }
  } catch (cause) {
    throw new CliError(`${file} is not a CloudFormation template`, { cause })
  }
}
