import { existsSync } from 'node:fs'
import path from 'node:path'

/**
 * Returns the path of a source relative to the project. Bundlers name sources differently:
 * `turbopack:///[project]/lib/a.ts`, `webpack://shop/./lib/a.ts`, and relative to the map.
 * @param folder the folder of the map
 * @param root the folder of the project
 * @returns `undefined` for what a bundler made, which is no file
 */
export function sourceName(source: string, folder: string, root: string): string | undefined {
  const name = nameOf(source, folder, root)
  return name === undefined || existsSync(path.resolve(root, name)) ? name : decoded(name)
}

/** Returns a path as it is on disk. Turbopack encodes names: `app/%5Bid%5D/route.ts`. */
function decoded(name: string): string {
  return name.split('/').map(decodedPart).join('/')
}

function decodedPart(part: string): string {
  try {
    const text = decodeURIComponent(part)
    // It must be one part of a path still.
    return /^\.{1,2}$|[/\\\p{C}]/u.test(text) ? part : text
  } catch {
    return part // it has a percent sign of its own
  }
}

function nameOf(source: string, folder: string, root: string): string | undefined {
  const [, scheme, rest = ''] = /^([\w-]{2,}):\/*(.*)$/s.exec(source) ?? []
  if (scheme === undefined) return relativeTo(root, path.resolve(folder, source))
  if (scheme === 'file') return relativeTo(root, `/${rest}`)
  if (scheme === 'turbopack') return named(/^\[project\]\/(.+)$/.exec(rest)?.[1])
  // The namespace may be empty, or a package with a scope: `webpack://@a/b/./c.ts`.
  if (scheme === 'webpack') return named(/^(?:.*?\/)?(\.{1,2}\/.+)$/s.exec(rest)?.[1])
  return undefined
}

function named(name: string | undefined): string | undefined {
  const file = name?.replace(/\?\w*$/, '')
  return file ? path.posix.normalize(file) : undefined
}

function relativeTo(root: string, file: string): string {
  return path.relative(root, file).replaceAll(path.sep, '/')
}
