import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { CliError } from '../cli-error.ts'
import type { Finding } from './finding.ts'
import { checkHandlers } from './handlers.ts'
import { checkTemplate, type Template } from './template.ts'

const TEMPLATE = '.serverless/cloudformation-template-update-stack.json'

/** The files in which the Serverless Framework finds a service. */
const CONFIGURATIONS = ['yml', 'yaml', 'json', 'js', 'cjs', 'mjs', 'ts'].map(
  (extension) => `serverless.${extension}`,
)

/**
 * Checks the packaged template of a project, and its handlers.
 * @returns `undefined` if the project doesn't use the Serverless Framework
 */
export function checkProject(root: string): Finding[] | undefined {
  const file = path.join(root, TEMPLATE)
  if (existsSync(file)) {
    const template = readTemplate(file)
    return [...checkTemplate(template), ...checkHandlers(template, root)]
  }
  if (!CONFIGURATIONS.some((name) => existsSync(path.join(root, name)))) return undefined
  const problem = 'There is no packaged template, so the deployment is not checked'
  return [{ about: TEMPLATE, problem, remedy: 'Run npx serverless package' }]
}

function readTemplate(file: string): Template {
  try {
    const template = JSON.parse(readFileSync(file, 'utf8')) as Partial<Template>
    return { Resources: template.Resources ?? {} }
  } catch (cause) {
    throw new CliError(`${file} is not a CloudFormation template`, { cause })
  }
}
