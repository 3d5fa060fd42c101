import { readFileSync } from 'node:fs'
import path from 'node:path'
import { LAMBDA } from '../project/lambda-surface.ts'
import { isIgnored, type Project } from '../project/untraced-exports.ts'
import { fileAt } from '../source/resolve.ts'
import { tracedCheck } from '../source/traced.ts'
import { hasSalt, MISSING_SALT, variablesOf } from './check-template.ts'
import type { Finding } from './finding.ts'
import { nodeFunctionsOf } from './node-functions.ts'
import type { NamedResource, Template } from './template.ts'

/** The core has it, also in a minified bundle. */
const CORE = 'hoptrace.v1'

/** The option `sampling`, with the object `tenants` in it, if it is written as a literal. */
const SAMPLING = /\bsampling:\s*\{(?:[^{}]|\{[^{}]*\})*/g
const RATE = /\brate:\s*0?\.\d/

/** The problems of handlers, and how many can't be checked without a parser. */
export interface CheckedHandlers {
  readonly findings: readonly Finding[]
  readonly unread: number
}

/** Returns the functions whose handlers aren't traced, or have a rate without a salt. */
export function checkHandlers(template: Template, project: Project | undefined): CheckedHandlers {
  const checked = nodeFunctionsOf(template).map((each) => checkHandler(each, template, project))
  return {
    findings: checked.flatMap((findings) => findings ?? []),
    unread: checked.filter((findings) => findings === undefined).length,
  }
}

/** Returns `undefined` if the handler can't be read. */
function checkHandler(
  resource: NamedResource,
  template: Template,
  project: Project | undefined,
): Finding[] | undefined {
  const { name, properties } = resource
  const handler = String(properties.Handler ?? '')
  const file = handlerFile(handler, resource, template)
  if (file === undefined) {
    // The CDK leaves code out that it takes from elsewhere.
    if (template.tool === 'cdk') return []
    const problem = `The handler ${handler} is not found, so it is not checked`
    return [{ about: name, problem, remedy: 'Build the project first' }]
  }
  const code = readFileSync(file, 'utf8')
  const isTraced = code.includes(CORE) || isHandlerTraced(file, handler, project)
  if (isTraced === undefined) return undefined
  if (isTraced) {
    const isUnsalted = hasUnsaltedRate(code) && !hasSalt(variablesOf(resource))
    return isUnsalted ? [{ about: name, ...MISSING_SALT }] : []
  }
  const problem = `The handler ${handler} is not traced`
  // The CDK has only the bundle.
  const where = template.tool === 'cdk' ? '' : `, in ${path.relative(template.root, file)}`
  const remedy = `Register tracing() of hoptrace/middy as the first middleware, or wrap the handler in withLambdaTracing()${where}`
  return [{ about: name, problem, remedy }]
}

function isHandlerTraced(
  file: string,
  handler: string,
  project: Project | undefined,
): boolean | undefined {
  const module = project?.sources.read(file)
  if (project === undefined || module === undefined) return undefined
  if (isIgnored(module)) return true
  const check = tracedCheck(project.sources, LAMBDA)
  const name = handler.split('.').at(-1) ?? ''
  if (check.named(module, name)) return true
  // A bundle in CommonJS exports in ways of its own.
  const isKnown = module.exports.has(name) || module.exportsAllOf.length > 0
  return !isKnown && check.part(module, module.program)
}

function handlerFile(
  handler: string,
  resource: NamedResource,
  template: Template,
): string | undefined {
  const folder = codeFolder(resource, template)
  if (folder === undefined) return undefined
  return fileAt(path.join(template.root, folder, handler.replace(/\.[^./]+$/, '')))
}

function codeFolder(
  { properties, metadata }: NamedResource,
  { tool, assets }: Template,
): string | undefined {
  if (tool === 'serverless') return '.'
  if (tool === 'sam') return String(metadata.CodeUri)
  // `cdk synth` writes the folder, unless it is told not to.
  const { S3Key } = (properties.Code ?? {}) as { S3Key?: unknown }
  const folder = metadata['aws:asset:path'] ?? assets?.get(String(S3Key))
  return typeof folder === 'string' ? folder : undefined
}

function hasUnsaltedRate(code: string): boolean {
  const options = code.match(SAMPLING) ?? []
  return options.some((text) => RATE.test(text) && !/\bsalt\b/.test(text))
}
