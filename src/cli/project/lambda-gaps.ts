import path from 'node:path'
import type { Module } from '../source/module.ts'
import { readText } from '../source/read-text.ts'
import { fileAt } from '../source/resolve.ts'
import { tracedCheck } from '../source/traced.ts'
import { INSTALL_YAML, type Yaml } from '../source/yaml.ts'
import { filesIn } from './folders.ts'
import type { Gap } from './gap.ts'
import { LAMBDA, PLAIN_HANDLER } from './lambda-surface.ts'
import { middyGap } from './middy-gaps.ts'
import { serverlessFilesIn } from './serverless-files.ts'
import { readModuleService } from './serverless-module.ts'
import { isTraceable, nodeHandlers, PLUGIN, type ServerlessService } from './serverless-service.ts'
import { readYamlService } from './serverless-yaml.ts'
import { unreadFile } from './unread-file.ts'
import { isIgnored, type Project, untracedExports } from './untraced-exports.ts'

/** Returns what isn't traced in the Lambda functions of a project. `yaml` reads `serverless.yml`. */
export function lambdaGaps(project: Project, yaml: Yaml | undefined): Gap[] {
  const files = serverlessFilesIn(project.root)
  const read = files.map((file) => ({ file, service: readService(file, project, yaml) }))
  const services = read.flatMap(({ service }) => service ?? []).filter(isTraceable)
  return [
    ...read.flatMap(({ file, service }) =>
      service === undefined ? unreadService(project, file, yaml) : [],
    ),
    ...services.flatMap((service) => pluginGap(project, service)),
    ...middyGaps(project),
    ...services.flatMap((service) => plainGaps(project, service)),
  ]
}

/** A service that is computed, or has an error. */
function unreadService({ root }: Project, file: string, yaml: Yaml | undefined): Gap[] {
  const about = path.relative(root, file)
  const problem = 'The service is not read'
  if (yaml === undefined && isYaml(file))
    return [
      { about, problem: `${problem}, since there is no reader of YAML`, remedy: INSTALL_YAML },
    ]
  if (readText(file)?.includes(PLUGIN)) return []
  const wrapped = `${PLAIN_HANDLER.wrapper}() of ${PLAIN_HANDLER.entry}`
  const remedy = `Add ${PLUGIN} to its plugins, and wrap handlers without Middy in ${wrapped}`
  return [{ about, problem: `${problem}: it is computed, or has an error`, remedy }]
}

// JSON is YAML too.
function isYaml(file: string): boolean {
  return /\.(?:ya?ml|json)$/.test(file)
}

function readService(
  file: string,
  { sources }: Project,
  yaml: Yaml | undefined,
): ServerlessService | undefined {
  if (isYaml(file)) return yaml && readYamlService(file, yaml)
  const module = sources.read(file)
  return module && readModuleService(module)
}

function pluginGap({ root }: Project, { file, pluginEdit }: ServerlessService): Gap[] {
  if (pluginEdit?.length === 0) return []
  return [
    {
      about: path.relative(root, file),
      problem: 'The plugin is not registered: no X-Ray, saved queries, alarms and dashboard',
      remedy: `Add ${PLUGIN} to plugins`,
      ...(pluginEdit && !file.endsWith('.json') && { change: { file, edits: pluginEdit } }),
    },
  ]
}

function middyGaps(project: Project): Gap[] {
  return filesIn(project.root)
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file))
    .filter(namesMiddy)
    .flatMap((file) => {
      const module = project.sources.read(file)
      return module === undefined ? [unreadFile(project, file)] : middyGap(project, module)
    })
}

function namesMiddy(file: string): boolean {
  return readText(file)?.includes('@middy/core') === true
}

/** The handlers without Middy. */
function plainGaps(project: Project, service: ServerlessService): Gap[] {
  const exportsOf = new Map<string, Set<string>>()
  for (const handler of nodeHandlers(service)) {
    const [, stem = '', name = ''] = /^(.*)\.([^./]+)$/.exec(handler) ?? []
    const file = fileAt(path.join(path.dirname(service.file), stem))
    if (file !== undefined) exportsOf.set(file, (exportsOf.get(file) ?? new Set()).add(name))
  }
  return [...exportsOf].flatMap(([file, names]) => {
    const module = project.sources.read(file)
    if (module === undefined) return namesMiddy(file) ? [] : [unreadFile(project, file)]
    const others = [...names].filter((name) => !leadsToMiddy(project, module, name))
    const plain = others.filter((name) => isExported(project, module, name))
    const unknown = others.filter((name) => !plain.includes(name))
    return [
      ...untracedExports(project, PLAIN_HANDLER, module, plain),
      ...unknownExports(project, module, unknown),
    ]
  })
}

function isExported({ sources }: Project, { file, exports, exportsAllOf }: Module, name: string) {
  if (exports.has(name)) return true
  return exportsAllOf.some((from) => {
    const other = sources.resolve(from, file)
    return other !== undefined && sources.read(other)?.exports.has(name) === true
  })
}

/** A handler that CommonJS exports in a way of its own, or that isn't there. */
function unknownExports(project: Project, module: Module, names: readonly string[]): Gap[] {
  if (names.length === 0 || isIgnored(module)) return []
  if (tracedCheck(project.sources, LAMBDA).part(module, module.program)) return []
  return [
    {
      about: path.relative(project.root, module.file),
      problem: `The export of the handler is not found: ${names.join(', ')}`,
      remedy: `Wrap it in ${PLAIN_HANDLER.wrapper}() of ${PLAIN_HANDLER.entry}, unless it is traced`,
    },
  ]
}

/** Whether a handler is a chain of Middy, which has a gap of its own. */
function leadsToMiddy({ sources }: Project, module: Module, name: string): boolean {
  const middy = { entry: '@middy/core', names: ['default', 'middy', '*'] }
  return tracedCheck(sources, middy).named(module, name)
}
