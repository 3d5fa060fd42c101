import path from 'node:path'

/**
 * Returns the path of a source relative to the project. Bundlers name sources differently:
 * `turbopack:///[project]/lib/a.ts`, `webpack://shop/./lib/a.ts`, and relative to the map.
 * @param folder the folder of the map
 * @param root the folder of the project
 * @returns `undefined` for what a bundler made, which is no file
 */
export function sourceName(source: string, folder: string, root: string): string | undefined {
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
