import { realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { findFiles } from '../../lines/find-files.ts'

/** Files that a server may read, and how many it may not. */
export interface ConfinedFiles {
  readonly files: readonly string[]
  /** How many matches of folders and globs lead elsewhere, or are no files. */
  readonly refused: number
}

/**
 * Returns the files that a server was started with. Of a folder, files whose real path lies outside of it
 * are left out; of a glob, all that are found by a link. Whoever may write there could else let the server
 * read any file.
 */
export function confinedFiles(names: readonly string[]): ConfinedFiles {
  const found = names.flatMap((name) => {
    const all = findFiles(name)
    if (all.length === 0) return []
    const isConfined = confinementOf(name)
    return all.map((file) => (isFile(file) && isConfined(file) ? file : undefined))
  })
  const files = found.filter((file) => file !== undefined)
  return { files, refused: found.length - files.length }
}

/**
 * Returns the files that a project has for its own records, without links: whoever wrote the project could
 * else let the server read any file.
 */
export function ownFiles(files: readonly string[]): ConfinedFiles {
  const root = realpathSync('.')
  const own = files.filter((file) => realpathSync(file) === path.resolve(root, file))
  return { files: own, refused: files.length - own.length }
}

function confinementOf(name: string): (file: string) => boolean {
  const stats = statSync(name, { throwIfNoEntry: false })
  if (stats === undefined) return (file) => realpathSync(file) === inRealFolder(name, file)
  if (!stats.isDirectory()) return () => true
  const root = realpathSync(name) + path.sep
  return (file) => realpathSync(file).startsWith(root)
}

/** Returns the path of a match of a glob, from the real path of the folder before its first pattern. */
function inRealFolder(glob: string, file: string): string {
  const parts = glob.split(/[\\/]/)
  const first = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part))
  const folder = path.resolve(parts.slice(0, first).join('/') || (glob.startsWith('/') ? '/' : '.'))
  return path.join(realpathSync(folder), path.relative(folder, path.resolve(file)))
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
}
