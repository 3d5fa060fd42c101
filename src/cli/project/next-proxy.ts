import path from 'node:path'
import type { Module } from '../source/module.ts'
import type { Gap } from './gap.ts'
import { coversStaticFiles } from './matcher.ts'
import { newFile } from './new-file.ts'
import { conventionFile, type NextApp } from './next-app.ts'
import { unreadFile } from './unread-file.ts'
import { isIgnored, type Project, type Surface, untracedExports } from './untraced-exports.ts'

const PROXY: Surface = {
  entry: 'hoptrace/next',
  wrapper: 'withProxyTracing',
  others: ['createTraceContext'],
  what: 'The proxy',
}

/** What `docs/nextjs.md` shows. */
const MATCHER = '/((?!_next/static|_next/image|favicon\\\\.ico).*)'

/** Returns what is wrong with the proxy of an app: there is none, it isn't traced, or by its matcher. */
export function checkProxy(project: Project, app: NextApp): Gap[] {
  const file = conventionFile(app, ['proxy', 'middleware'])
  if (file === undefined) return [missingProxy(project, app)]
  const module = project.sources.read(file)
  if (module === undefined) return [unreadFile(project, file)]
  if (isIgnored(module)) return []
  const names = ['proxy', 'middleware', 'default'].filter((name) => module.exports.has(name))
  return [...untracedExports(project, PROXY, module, names), ...checkMatcher(project, module)]
}

function checkMatcher({ root }: Project, module: Module): Gap[] {
  if (coversStaticFiles(module) !== true) return []
  return [
    {
      about: path.relative(root, module.file),
      problem:
        'The proxy runs for static files too, which browsers then keep with one visitor’s id',
      remedy: `Leave _next/static out of its matcher, as in export const config = { matcher: '${MATCHER}' }`,
    },
  ]
}

function missingProxy(project: Project, app: NextApp): Gap {
  const name = app.major >= 16 ? 'proxy' : 'middleware'
  return newFile(project, app, {
    name,
    problem: 'There is no proxy, so that responses which no route makes have no trace id',
    imports: ['withProxyTracing'],
    lines: (quote, end) => [
      `export default withProxyTracing()${end}`,
      '',
      '// Browsers and CDNs keep these files, and would keep one visitor’s id with them.',
      `export const config = { matcher: ${quote}${MATCHER}${quote} }${end}`,
    ],
  })
}
