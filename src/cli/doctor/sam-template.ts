import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { CollectionTag, ScalarTag } from 'yaml'
import type { Yaml } from '../source/yaml.ts'
import type { Template } from './template.ts'

type Properties = Readonly<Record<string, unknown>>

/**
 * Reads a template of SAM, in which functions become those of CloudFormation.
 * @returns `undefined` if the file isn't a template of SAM
 */
export function readSamTemplate(file: string, yaml: Yaml): Template | undefined {
  const template = parse(readFileSync(file, 'utf8'), yaml)
  if (![template.Transform].flat().some((each) => String(each).startsWith('AWS::Serverless')))
    return undefined
  const globals = (template.Globals as { Function?: Properties } | undefined)?.Function ?? {}
  const resources = Object.entries((template.Resources ?? {}) as Record<string, ResourceOfSam>)
  return {
    tool: 'sam',
    root: path.dirname(file),
    Resources: Object.fromEntries(
      resources.map(([name, resource]) =>
        resource.Type === 'AWS::Serverless::Function'
          ? [name, toFunction(resource, globals)]
          : [name, resource],
      ),
    ),
  }
}

interface ResourceOfSam {
  readonly Type: string
  readonly Properties?: Properties
  readonly Metadata?: Properties
}

function toFunction({ Properties = {}, Metadata }: ResourceOfSam, globals: Properties) {
  const merged = { ...globals, ...Properties }
  const { CodeUri, InlineCode, Tracing, ...rest } = merged
  const Environment = {
    Variables: { ...variablesOf(globals.Environment), ...variablesOf(Properties.Environment) },
  }
  return {
    Type: 'AWS::Lambda::Function',
    Metadata: { ...Metadata, CodeUri: typeof CodeUri === 'string' ? CodeUri : '.' },
    Properties: {
      ...rest,
      Environment,
      TracingConfig: { Mode: Tracing },
      ...(InlineCode === undefined ? {} : { Code: { ZipFile: InlineCode } }),
    },
  }
}

function variablesOf(environment: unknown): Properties {
  return (environment as { Variables?: Properties } | undefined)?.Variables ?? {}
}

function parse(text: string, yaml: Yaml): Properties {
  const names = [
    'Ref',
    'Sub',
    'GetAtt',
    'Join',
    'If',
    'Select',
    'ImportValue',
    'FindInMap',
    'Base64',
  ]
  const tags = names.flatMap(tagsOf)
  return (yaml.parse(text, { customTags: tags, logLevel: 'silent' }) ?? {}) as Properties
}

/** The short form of a function of CloudFormation, with one value, a list or a map. */
function tagsOf(name: string): (ScalarTag | CollectionTag)[] {
  const key = name === 'Ref' ? 'Ref' : `Fn::${name}`
  const tag = `!${name}`
  return [
    { tag, resolve: (value: string) => ({ [key]: value }) },
    {
      tag,
      collection: 'seq',
      resolve: (list) => ({ [key]: (list as { toJSON(): unknown }).toJSON() }) as never,
    },
    {
      tag,
      collection: 'map',
      resolve: (map) => ({ [key]: (map as { toJSON(): unknown }).toJSON() }) as never,
    },
  ]
}
