import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'

const MAX_DEPTH = 3

/** Folders whose code isn't deployed, or isn't of the project. */
const LEFT_OUT =
  /^(?:\..*|node_modules|dist|build|out|coverage|cdk\.out|vendor|tests?|__tests__|__mocks__|e2e|cypress|playwright|fixtures|examples?)$/

const NEVER_SERVED = /^(?:__tests__|__mocks__|node_modules)$/

const LEFT_OUT_FILES = /\.(?:test|spec|stories|d)\.[cm]?[jt]sx?$/

/** Returns a folder and the folders in it, at most three levels deep. */
export function foldersIn(root: string, depth: number = MAX_DEPTH): string[] {
  const inner = depth === 0 ? [] : subfoldersOf(root)
  return [root, ...inner.flatMap((folder) => foldersIn(folder, depth - 1))]
}

/** Returns the files in a folder and below it. */
export function filesIn(folder: string): string[] {
  return [...ownFiles(folder), ...subfoldersOf(folder).flatMap(filesIn)]
}

/** Returns the files of a package: those in its folder and below it, without packages within it. */
export function filesOfPackage(folder: string): string[] {
  const inner = subfoldersOf(folder).filter(
    (each) => !entriesOf(each).some(({ name }) => name === 'package.json'),
  )
  return [...ownFiles(folder), ...inner.flatMap(filesOfPackage)]
}

/**
 * Returns the files in a folder and below it whose folders are parts of addresses, such as `test`. Links
 * are followed, as Next.js does.
 * @param around the real paths of the folders around it: a link to one of these is left out
 */
export function servedFilesIn(folder: string, around: readonly string[] = []): string[] {
  const own = realPathOf(folder)
  if (own === undefined || around.includes(own)) return []
  const entries = entriesOf(folder)
  const inner = entries
    .filter((entry) => isFolder(folder, entry) && !NEVER_SERVED.test(entry.name))
    .map(({ name }) => path.join(folder, name))
  const files = entries
    .filter((entry) => isServedFile(folder, entry))
    .map(({ name }) => path.join(folder, name))
  return [...files, ...inner.flatMap((each) => servedFilesIn(each, [...around, own]))]
}

function isFolder(folder: string, entry: Dirent): boolean {
  return entry.isDirectory() || targetOf(folder, entry)?.isDirectory() === true
}

function isServedFile(folder: string, entry: Dirent): boolean {
  const isFile = entry.isFile() || targetOf(folder, entry)?.isFile() === true
  return isFile && !LEFT_OUT_FILES.test(entry.name)
}

/** Returns what a link leads to. `undefined` if it leads nowhere, or is no link. */
function targetOf(folder: string, entry: Dirent) {
  if (!entry.isSymbolicLink()) return undefined
  try {
    return statSync(path.join(folder, entry.name))
  } catch {
    return undefined
  }
}

function realPathOf(folder: string): string | undefined {
  try {
    return realpathSync(folder)
  } catch {
    return undefined
  }
}

function ownFiles(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile() && !LEFT_OUT_FILES.test(entry.name))
    .map(({ name }) => path.join(folder, name))
}

function subfoldersOf(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && !LEFT_OUT.test(entry.name))
    .map(({ name }) => path.join(folder, name))
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    )
  } catch {
    return [] // a folder that may not be read
  }
}
