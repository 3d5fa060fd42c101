import path from 'node:path'
import { parseEnv } from 'node:util'
import { requiredBy } from '../source/imports.ts'
import { literalOf, nameOf } from '../source/literal.ts'
import type { Module } from '../source/module.ts'
import { readText } from '../source/read-text.ts'
import { find, walk } from '../source/walk.ts'
import type { Gap } from './gap.ts'
import { conventionFile, type NextApp } from './next-app.ts'
import type { Project } from './untraced-exports.ts'

/** Another tracer, and how it replaces the `traceparent` that hoptrace sends. */
interface Tracer {
  readonly name: string
  readonly packages: RegExp
  /** The option with which it does so. Missing if it does by default. */
  readonly option?: string
  /** An option with which it doesn't. */
  readonly offOption?: string
  /** A variable, with its value, with which it doesn't. */
  readonly offVariable?: readonly [name: string, value: string]
  readonly remedy: string
}

const TRACERS: readonly Tracer[] = [
  {
    name: 'OpenTelemetry',
    packages:
      /^@opentelemetry\/(?:sdk-node|auto-instrumentations-node|instrumentation-(?:undici|http))$/,
    offOption: 'textMapPropagator',
    offVariable: ['OTEL_PROPAGATORS', 'none'],
    remedy: 'Set OTEL_PROPAGATORS=none, so that hoptrace alone writes it',
  },
  {
    name: '@vercel/otel',
    packages: /^@vercel\/otel$/,
    option: 'propagateContextUrls',
    remedy: 'Remove propagateContextUrls, so that hoptrace alone writes it',
  },
  {
    name: 'Sentry',
    packages: /^@sentry\//,
    option: 'propagateTraceparent',
    remedy: 'Remove propagateTraceparent, so that hoptrace alone writes it',
  },
  {
    name: 'Datadog',
    packages: /^dd-trace(?:\/|$)/,
    offVariable: ['DD_TRACE_PROPAGATION_STYLE_INJECT', 'datadog'],
    remedy: 'Set DD_TRACE_PROPAGATION_STYLE_INJECT=datadog, so that hoptrace alone writes it',
  },
]

const ENTRIES = ['instrumentation', 'sentry.server.config', 'sentry.edge.config']
const ENVIRONMENTS = ['.env', '.env.production', '.env.local', '.env.production.local']

/** Returns the other tracers that replace or repeat `traceparent` in requests that an app sends. */
export function checkTracers(project: Project, app: NextApp): Gap[] {
  const entries = ENTRIES.flatMap((name) => conventionFile(app, [name]) ?? [])
  const modules = reachedFrom(entries, project)
  const environment = environmentOf(app)
  return TRACERS.flatMap((tracer) => {
    const module = modules.find((each) =>
      specifiersOf(each).some((specifier) => tracer.packages.test(specifier)),
    )
    if (module === undefined) return []
    const { option, offOption, offVariable: [variable = '', value] = [] } = tracer
    const isOn = option === undefined || modules.some((each) => sets(each, option))
    const isOff =
      (offOption !== undefined && modules.some((each) => sets(each, offOption))) ||
      (value !== undefined && environment[variable] === value)
    if (!isOn || isOff) return []
    const about = path.relative(project.root, module.file)
    const problem = `${tracer.name} writes traceparent too, so that the next service has another parent`
    return [{ about, problem, remedy: tracer.remedy }]
  })
}

/** What the environment files of a production build set. A later file wins. */
function environmentOf({ root }: NextApp): Readonly<Record<string, string | undefined>> {
  const texts = ENVIRONMENTS.map((name) => readText(path.join(root, name)) ?? '')
  return Object.assign({}, ...texts.map((text) => parseEnv(text)))
}

/** The modules of the app that these files import, and so on. */
function reachedFrom(files: readonly string[], { sources }: Project): Module[] {
  const reached = new Map<string, Module>()
  const queue = [...files]
  for (const file of queue) {
    const module = reached.has(file) ? undefined : sources.read(file)
    if (module === undefined) continue
    reached.set(file, module)
    queue.push(...specifiersOf(module).flatMap((name) => sources.resolve(name, file) ?? []))
  }
  return [...reached.values()]
}

/** Whether a module has an object with this member, unless its value is `false`. */
function sets({ program }: Module, name: string): boolean {
  const member = find(
    program,
    (node) =>
      node.type === 'ObjectProperty' &&
      nameOf(node.key) === name &&
      literalOf(node.value) !== false,
  )
  return member !== undefined
}

/** What a module imports, also in functions: `register` imports what only Node.js may load. */
function specifiersOf({ program }: Module): string[] {
  const specifiers: string[] = []
  walk(program, (node) => {
    const isStatic =
      node.type === 'ImportDeclaration' ||
      node.type === 'ExportNamedDeclaration' ||
      node.type === 'ExportAllDeclaration'
    const specifier = isStatic ? node.source?.value : requiredBy(node)
    if (specifier !== undefined) specifiers.push(specifier)
  })
  return specifiers
}
