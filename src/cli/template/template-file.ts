import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Resources } from '../../cloudformation/index.ts'
import { CliError } from '../cli-error.ts'
import { formatJson } from '../format-json.ts'
import { INSTALL_YAML, loadYaml } from '../source/yaml.ts'
import type { Edit } from './edit.ts'
import { openYamlTemplate } from './yaml-template.ts'

/** A CloudFormation template, in which functions have their long form: `{ Ref: 'Orders' }`. */
export interface Template {
  readonly Transform?: unknown
  readonly Globals?: {
    readonly [Type in 'Function' | 'Api' | 'HttpApi']?: Readonly<Record<string, unknown>>
  }
  readonly Resources: Resources
}

/** A template that was read. */
export interface OpenTemplate {
  readonly template: Template
  /** Returns the text of the template with edits, in the format of the file. */
  withEdits(edits: readonly Edit[]): string
}

/**
 * Reads a template from a file, in JSON or YAML.
 * @throws CliError if there is no template in the file
 */
export function openTemplate(file: string): OpenTemplate {
  const text = read(file)
  const opened = text.trimStart().startsWith('{') ? openJson(text, file) : openYaml(text, file)
  if (typeof opened.template?.Resources !== 'object' || opened.template.Resources === null)
    throw new CliError(`${file} is not a CloudFormation template: it has no Resources`)
  return opened
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CliError(`Can't read ${file}: ${(cause as Error).message}`, { cause })
  }
}

function openJson(text: string, file: string): OpenTemplate {
  try {
    const template = JSON.parse(text) as Template
    return { template, withEdits: (edits) => formatJson(applied(template, edits)) }
  } catch (cause) {
    throw new CliError(`${file} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

function openYaml(text: string, file: string): OpenTemplate {
  const yaml = loadYaml([process.cwd(), path.dirname(path.resolve(file))])
  if (yaml === undefined) throw new CliError(`${file} is YAML. ${INSTALL_YAML}`)
  const { template, problem, withEdits } = openYamlTemplate(text, yaml)
  if (problem !== undefined) throw new CliError(`Can't read ${file}: ${problem}`)
  return { template: template as Template, withEdits }
}

function applied(template: Template, edits: readonly Edit[]): object {
  const copy: Record<string, unknown> = { ...structuredClone(template) }
  for (const { path: names, value } of edits) {
    let parent = copy
    for (const name of names.slice(0, -1)) {
      parent[name] ??= {}
      parent = parent[name] as Record<string, unknown>
    }
    parent[names.at(-1) ?? ''] = value
  }
  return copy
}
