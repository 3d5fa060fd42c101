import { realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { findFiles } from '../../lines/find-files.ts'

/** Files that a server may read, and how many it may not. */
export interface ConfinedFiles {
  readonly files: readonly string[]
  /** How many files of folders and globs lead elsewhere, or are no files. */
  readonly refused: number
}

/**
 * Returns the files that a server was started with. Files of a folder or a glob whose real path lies
 * outside of it are left out: whoever may write there could else let the server read any file.
 */
export function confinedFiles(names: readonly string[]): ConfinedFiles {
  const found = names.flatMap((name) => {
    const root = rootOf(name)
    return findFiles(name).map((file) => (isWithin(root, file) ? file : undefined))
  })
  const files = found.filter((file) => file !== undefined)
  return { files, refused: found.length - files.length }
}

/** Returns the folder that all files of a name must lie in; `undefined` for a file that is named itself. */
function rootOf(name: string): string | undefined {
  const stats = statSync(name, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return name
  if (stats !== undefined) return undefined
  const parts = name.split(/[\\/]/)
  const variable = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part))
  return parts.slice(0, Math.max(0, variable)).join('/') || (name.startsWith('/') ? '/' : '.')
}

function isWithin(root: string | undefined, file: string): boolean {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false
  if (root === undefined) return true
  const relative = path.relative(realpathSync(root), realpathSync(file))
  return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative)
}
