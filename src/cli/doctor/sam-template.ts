import { readFileSync } from 'node:fs'
import path from 'node:path'
import { CliError } from '../cli-error.ts'
import type { Yaml } from '../source/yaml.ts'
import type { Template as SamTemplate } from '../template/template-file.ts'
import { functionsOf, type TemplateFunction } from '../template/template-function.ts'
import { openYamlTemplate } from '../template/yaml-template.ts'
import type { Template } from './template.ts'

/**
 * Reads a template of SAM, in which functions become those of CloudFormation.
 * @returns `undefined` if the file isn't a template of SAM
 * @throws CliError if the file isn't YAML
 */
export function readSamTemplate(file: string, yaml: Yaml): Template | undefined {
  const { template, problem } = openYamlTemplate(readFileSync(file, 'utf8'), yaml)
  if (template === undefined) throw new CliError(`Can't read ${file}: ${problem}`)
  const { Transform, Globals, Resources } = Object(template) as Partial<SamTemplate>
  if (![Transform].flat().some((each) => String(each).startsWith('AWS::Serverless')))
    return undefined
  const resources: Template['Resources'] = Resources ?? {}
  const functions = functionsOf({ ...(Globals && { Globals }), Resources: Resources ?? {} })
  const made = functions
    .filter(({ isSam }) => isSam)
    .map((fn) => [fn.id, toFunction(fn, resources[fn.id]?.Metadata)])
  return {
    tool: 'sam',
    root: path.dirname(file),
    Resources: { ...resources, ...Object.fromEntries(made) },
  }
}

function toFunction({ properties, variables = {} }: TemplateFunction, metadata: object = {}) {
  const { CodeUri, InlineCode, Tracing, ...others } = properties
  return {
    Type: 'AWS::Lambda::Function',
    Metadata: { ...metadata, CodeUri: typeof CodeUri === 'string' ? CodeUri : '.' },
    Properties: {
      ...others,
      Environment: { Variables: variables },
      TracingConfig: { Mode: Tracing },
      ...(InlineCode !== undefined && { Code: { ZipFile: InlineCode } }),
    },
  }
}
