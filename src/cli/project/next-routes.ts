import path from 'node:path'
import { literalOf } from '../source/literal.ts'
import type { Module } from '../source/module.ts'
import { readText } from '../source/read-text.ts'
import { filesOfPackage, servedFilesIn } from './folders.ts'
import type { Gap } from './gap.ts'
import { checkInlineActions } from './inline-actions.ts'
import type { NextApp } from './next-app.ts'
import { ACTION, API_ROUTE, ROUTE } from './next-surfaces.ts'
import { unreadFile } from './unread-file.ts'
import { type Project, type Surface, untracedExports } from './untraced-exports.ts'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH']
const SCRIPT = /\.[cm]?[jt]sx?$/

/** Returns the routes, API routes and server actions of an app that aren't traced. */
export function checkRoutes(project: Project, app: NextApp): Gap[] {
  const served = ['app', 'pages'].flatMap((name) => servedFilesIn(path.join(app.source, name)))
  return [...new Set([...served, ...filesOfPackage(app.root)])]
    .filter((file) => SCRIPT.test(file))
    .flatMap((file) => checkFile(project, app, file))
}

function checkFile(project: Project, app: NextApp, file: string): Gap[] {
  const place = path.relative(app.source, file).split(path.sep).join('/')
  if (/^app\/(?:.*\/)?route\./.test(place) && isNamed(app, place, 'route')) {
    if (/(?:^|\/)_/.test(place)) return [] // a private folder
    return check(project, file, (module) => [ROUTE, methodsOf(module, project)])
  }
  if (place.startsWith('pages/api/') && app.extensions.some((each) => place.endsWith(`.${each}`)))
    return check(project, file, (module) => [API_ROUTE, isOnEdge(module) ? [] : ['default']])
  if (!/["']use server["']/.test(readText(file) ?? '')) return []
  return [
    ...check(project, file, (module) => [ACTION, actionsOf(module)]),
    ...checkInlineActions(project, file),
  ]
}

function check(
  project: Project,
  file: string,
  select: (module: Module) => [Surface, string[]],
): Gap[] {
  const module = project.sources.read(file)
  if (module === undefined) return [unreadFile(project, file)]
  const [surface, names] = select(module)
  return untracedExports(project, surface, module, names)
}

function isNamed({ extensions }: NextApp, place: string, name: string): boolean {
  return extensions.some((extension) => path.posix.basename(place) === `${name}.${extension}`)
}

function methodsOf(module: Module, { sources }: Project): string[] {
  const others = module.exportsAllOf.flatMap((from) => {
    const file = sources.resolve(from, module.file)
    return (file === undefined ? undefined : sources.read(file)) ?? []
  })
  return METHODS.filter((name) => [module, ...others].some(({ exports }) => exports.has(name)))
}

// Its handler takes a request and returns a response, which `withApiTracing` doesn't trace.
function isOnEdge({ exports }: Module): boolean {
  const site = exports.get('config')
  if (site?.kind !== 'value') return false
  return (literalOf(site.value) as { runtime?: string } | undefined)?.runtime === 'edge'
}

function actionsOf({ program, exports }: Module): string[] {
  const isServer = program.directives.some(({ value }) => value.value === 'use server')
  return isServer ? [...exports.keys()] : []
}
