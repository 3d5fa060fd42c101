import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { CliError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import { escapeControls } from '../terminal.ts'
import { MapFolder, VERSION_FILE } from './map-folder.ts'
import { SourceMaps } from './source-maps.ts'

/** Where `hoptrace source-maps collect` puts maps by default. */
export const COLLECTED = '.hoptrace/source-maps'

/** The flag of commands that show stacks. */
export const SOURCE_MAPS_FLAGS = {
  'source-maps': { type: 'string', multiple: true },
} as const

/** The part of `--help` about the flag. */
export const SOURCE_MAPS_HELP = `  --source-maps <folder>
                  A build, such as .next or dist: stacks show the lines of its sources. May be
                  repeated. Default: the nearest build whose version is the record's.`

/** Folders of builds, if no folder is named. */
const BUILDS = ['.next', 'dist', 'build', 'out', '.esbuild', '.open-next', '.aws-sam/build']
/** Where a monorepo has its packages. */
const WORKSPACES = ['apps', 'packages']

/** Opens the folders that the flag names, else those of builds that say their version. */
export function openSourceMaps(
  given: readonly string[] | undefined,
  { top = '/' }: Pick<CliIo, 'top'> = {},
): SourceMaps {
  const missing = given?.find((folder) => !isFolder(folder))
  if (missing !== undefined) throw new CliError(`There is no folder ${missing}`)
  if (given === undefined) return new SourceMaps(foundFolders(path.resolve(top)))
  const folders = given.flatMap(expanded)
  return new SourceMaps((version) => ofVersion(folders, version))
}

/** Says on stderr which lines of source may be those of another build. */
export function reportUnverified({ unverified }: SourceMaps, io: CliIo): void {
  for (const [{ folder }, versions] of unverified) {
    const shown = path.relative('', folder) || '.'
    const names = [...versions].map((version) => version ?? 'unknown').join(', ')
    const text = `The lines of source are unverified: nothing says that ${shown} is of the records' version, ${names}.`
    io.err.write(`${escapeControls(text)}\n`)
  }
}

/** Returns the folders of a version, and those that say no version. */
function ofVersion(folders: readonly MapFolder[], version: string | undefined): MapFolder[] {
  const exact = folders.filter(
    ({ versions }) => version !== undefined && versions.includes(version),
  )
  // Of collected versions, none but the record's own is right.
  return exact.length > 0 ? exact : folders.filter((folder) => !isCollected(folder.folder))
}

/** Returns a function that finds the nearest builds of a version: here, else above. */
function foundFolders(top: string): (version: string | undefined) => readonly MapFolder[] {
  const known = new Map<string, readonly MapFolder[]>()
  return (version) => {
    if (version === undefined) return []
    const folders = known.get(version) ?? nearest(version, top)
    known.set(version, folders)
    return folders
  }
}

function nearest(version: string, top: string): MapFolder[] {
  for (let at = process.cwd(); ; at = path.dirname(at)) {
    const found = buildsIn(at).filter(({ versions }) => versions.includes(version))
    if (found.length > 0 || at === top || at === path.dirname(at)) return found
  }
}

/** Returns the builds of a project and of its packages, of any version. */
export function buildsIn(root: string): MapFolder[] {
  return buildFoldersIn(root).flatMap(expanded)
}

/** Returns the folders of builds in a project and in its packages. */
export function buildFoldersIn(root: string): string[] {
  const packages = WORKSPACES.map((name) => path.join(root, name))
    .filter(isFolder)
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
  return [root, ...packages]
    .flatMap((folder) => [...BUILDS, COLLECTED].map((name) => path.join(folder, name)))
    .filter(isFolder)
}

/** Returns a folder, or the versions that were collected in it. */
function expanded(folder: string): MapFolder[] {
  const versions = readdirSync(folder)
    .map((name) => path.join(folder, name))
    .filter(isCollected)
  return (versions.length > 0 ? versions : [folder]).map((each) => new MapFolder(each))
}

function isCollected(folder: string): boolean {
  return existsSync(path.join(folder, VERSION_FILE))
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
}
