import { readdirSync } from 'node:fs'
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

/** Returns the files in a folder and below it whose folders are parts of addresses, such as `test`. */
export function servedFilesIn(folder: string): string[] {
  const inner = entriesOf(folder)
    .filter((entry) => entry.isDirectory() && !NEVER_SERVED.test(entry.name))
    .map(({ name }) => path.join(folder, name))
  return [...ownFiles(folder), ...inner.flatMap(servedFilesIn)]
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

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    )
  } catch {
    return [] // a folder that may not be read
  }
}
