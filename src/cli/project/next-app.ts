import { existsSync } from 'node:fs'
import path from 'node:path'
import { literalOf, nameOf } from '../source/literal.ts'
import { readManifest, textsOf } from '../source/manifest.ts'
import type { Module } from '../source/module.ts'
import { dependsOn } from '../source/packages.ts'
import type { Sources } from '../source/sources.ts'
import { find } from '../source/walk.ts'
import { foldersIn } from './folders.ts'

/** A Next.js app of a project. */
export interface NextApp {
  readonly root: string
  /** Where `app`, `pages`, the proxy and the instrumentation are: the root, or `src`. */
  readonly source: string
  /** The version of Next.js: 15, 16. */
  readonly major: number
  readonly bundler: 'turbopack' | 'webpack'
  readonly isTypeScript: boolean
  /** The extensions of pages and routes, without the first dot. */
  readonly extensions: readonly string[]
  readonly config: Module | undefined
}

const CONFIGS = ['ts', 'mts', 'mjs', 'js', 'cjs'].map((extension) => `next.config.${extension}`)
const PAGE_EXTENSIONS = ['tsx', 'ts', 'jsx', 'js']

/** Returns the folders of the Next.js apps in a folder. */
export function nextFoldersIn(root: string): string[] {
  return foldersIn(root).filter(
    (folder) => firstFile(folder, CONFIGS) !== undefined || isPlainApp(folder),
  )
}

/** Describes the Next.js app in a folder. */
export function readNextApp(root: string, sources: Sources): NextApp {
  const file = firstFile(root, CONFIGS)
  const config = file === undefined ? undefined : sources.read(file)
  const major = installedMajor(root)
  const isInSource = ['app', 'pages'].every((name) => !existsSync(path.join(root, name)))
  const inSource = ['app', 'pages'].some((name) => existsSync(path.join(root, 'src', name)))
  return {
    root,
    source: isInSource && inSource ? path.join(root, 'src') : root,
    major,
    bundler: bundlerOf(root, major),
    isTypeScript: existsSync(path.join(root, 'tsconfig.json')),
    extensions: pageExtensions(config),
    config,
  }
}

/** Returns the file of an app beside `app` that has one of these names, with an extension of pages. */
export function conventionFile(app: NextApp, names: readonly string[]): string | undefined {
  const candidates = names.flatMap((name) =>
    app.extensions.map((extension) => `${name}.${extension}`),
  )
  return firstFile(app.source, candidates)
}

/** Returns the value of a member with this name in the configuration, wherever it stands. */
export function configured(config: Module | undefined, name: string): unknown {
  if (config === undefined) return undefined
  const member = find(
    config.program,
    (node) => node.type === 'ObjectProperty' && nameOf(node.key) === name,
  )
  return member?.type === 'ObjectProperty' ? literalOf(member.value) : undefined
}

// Next.js needs no configuration.
function isPlainApp(folder: string): boolean {
  const hasPages = ['app', 'pages', 'src/app', 'src/pages'].some((name) =>
    existsSync(path.join(folder, name)),
  )
  return hasPages && dependsOn(folder, 'next')
}

function firstFile(folder: string, names: readonly string[]): string | undefined {
  return names.map((name) => path.join(folder, name)).find((file) => existsSync(file))
}

function pageExtensions(config: Module | undefined): readonly string[] {
  const value = configured(config, 'pageExtensions')
  const extensions = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
  return extensions.length === 0 ? PAGE_EXTENSIONS : extensions
}

/** Returns the installed version of Next.js, else the one that the package asks for, else 16. */
function installedMajor(root: string): number {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const { version } = readManifest(path.join(folder, 'node_modules/next'))
    if (typeof version === 'string') return Number.parseInt(version, 10)
    if (folder === path.dirname(folder)) break
  }
  const { next = '' } = textsOf(readManifest(root), 'dependencies')
  return Number.parseInt(next.replace(/^\D+/, ''), 10) || 16
}

function bundlerOf(root: string, major: number): NextApp['bundler'] {
  const scripts = Object.values(textsOf(readManifest(root), 'scripts')).join('\n')
  const flags = /\bnext build\b(.*)/.exec(scripts)?.[1] ?? ''
  if (major >= 16) return flags.includes('--webpack') ? 'webpack' : 'turbopack'
  return flags.includes('--turbo') ? 'turbopack' : 'webpack'
}
