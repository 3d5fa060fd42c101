import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Module } from '../source/module.ts'
import { fileAt } from '../source/resolve.ts'
import { tracedCheck } from '../source/traced.ts'
import { INSTALL_YAML, type Yaml } from '../source/yaml.ts'
import { filesIn } from './folders.ts'
import type { Gap } from './gap.ts'
import { PLAIN_HANDLER } from './lambda-surface.ts'
import { middyGap } from './middy-gaps.ts'
import { serverlessFilesIn } from './serverless-files.ts'
import { readModuleService } from './serverless-module.ts'
import { isTraceable, nodeHandlers, PLUGIN, type ServerlessService } from './serverless-service.ts'
import { readYamlService } from './serverless-yaml.ts'
import { type Project, untracedExports } from './untraced-exports.ts'

/** Returns what isn't traced in the Lambda functions of a project. `yaml` reads `serverless.yml`. */
export function lambdaGaps(project: Project, yaml: Yaml | undefined): Gap[] {
  const files = serverlessFilesIn(project.root)
  const unread = yaml === undefined ? files.filter(isYaml) : []
  const services = files
    .flatMap((file) => readService(file, project, yaml) ?? [])
    .filter(isTraceable)
  return [
    ...unread.map((file) => ({
      about: path.relative(project.root, file),
      problem: 'The service is not read, since there is no reader of YAML',
      remedy: INSTALL_YAML,
    })),
    ...services.flatMap((service) => pluginGap(project, service)),
    ...middyGaps(project),
    ...services.flatMap((service) => plainGaps(project, service)),
  ]
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
    .filter((file) => readFileSync(file, 'utf8').includes('@middy/core'))
    .flatMap((file) => {
      const module = project.sources.read(file)
      return module === undefined ? [] : middyGap(project, module)
    })
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
    if (module === undefined) return []
    const plain = [...names].filter(
      (name) => module.exports.has(name) && !leadsToMiddy(project, module, name),
    )
    return untracedExports(project, PLAIN_HANDLER, module, plain)
  })
}

/** Whether a handler is a chain of Middy, which has a gap of its own. */
function leadsToMiddy({ sources }: Project, module: Module, name: string): boolean {
  const middy = { entry: '@middy/core', names: ['default', 'middy', '*'] }
  return tracedCheck(sources, middy).named(module, name)
}
