import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { CliError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import { escapeControls } from '../terminal.ts'
import { MapFolder, VERSION_FILE } from './map-folder.ts'
import { type FindFolders, SourceMaps } from './source-maps.ts'

/** Where `hoptrace source-maps collect` puts maps by default. */
export const COLLECTED = '.hoptrace/source-maps'

/** The flag of commands that show stacks. */
export const SOURCE_MAPS_FLAGS = {
  'source-maps': { type: 'string', multiple: true },
} as const

/** The part of `--help` about the flag. */
export const SOURCE_MAPS_HELP = `  --source-maps <folder>
                  A build, such as .next or dist: stacks show the lines of its sources. May be
                  repeated. Default: the nearest build whose version is the record's, or that has the
                  unchanged file of Turbopack that the stack names.`

/** Folders of builds, if no folder is named. */
export const BUILDS = ['.next', 'dist', 'build', 'out', '.esbuild', '.open-next', '.aws-sam/build']
/** Where a monorepo has its packages. */
const WORKSPACES = ['apps', 'packages']

/** Opens the folders that the flag names, else those of builds that say their version. */
export function openSourceMaps(
  given: readonly string[] | undefined,
  { top = '/' }: Pick<CliIo, 'top'> = {},
): SourceMaps {
  const missing = given?.find((folder) => !isFolder(folder))
  if (missing !== undefined) throw new CliError(`There is no folder ${missing}`)
  if (given === undefined) return new SourceMaps(foundFolders(path.resolve(top)), true)
  const folders = given.flatMap(expanded)
  return new SourceMaps(({ version }) => ofVersion(folders, version))
}

/** Says on stderr which lines of source may be those of another build, and which build may have more. */
export function reportSourceMaps({ unverified, unmapped }: SourceMaps, io: CliIo): void {
  for (const [{ folder }, versions] of unverified) {
    const shown = path.relative('', folder) || '.'
    const names = [...versions].map((version) => version ?? 'unknown').join(', ')
    const text = `The lines of source are unverified: nothing says that ${shown} is of the records' version, ${names}.`
    io.err.write(`${escapeControls(text)}\n`)
  }
  if (unverified.size > 0 || unmapped.length === 0) return
  const build = buildsIn(process.cwd()).find((folder) =>
    unmapped.some((frame) => folder.originOf(frame)),
  )
  if (build === undefined) return
  const shown = escapeControls(path.relative('', build.folder))
  io.err.write(
    `Stacks name built files. Nothing says that ${shown} is the build that ran: --source-maps ${shown} shows the lines of its sources.\n`,
  )
}

/** Returns the folders of a version, and those that say no version. */
function ofVersion(folders: readonly MapFolder[], version: string | undefined): MapFolder[] {
  const exact = folders.filter(
    ({ versions }) => version !== undefined && versions.includes(version),
  )
  // Of collected versions, none but the record's own is right.
  return exact.length > 0 ? exact : folders.filter((folder) => !isCollected(folder.folder))
}

/** Returns a function that finds the nearest builds that have a frame's file: here, else above. */
function foundFolders(top: string): FindFolders {
  const levels: MapFolder[][] = []
  const known = new Map<string, readonly MapFolder[]>()
  const nearest = (isWanted: (folder: MapFolder) => boolean): MapFolder[] => {
    for (let at = process.cwd(), level = 0; ; at = path.dirname(at), level += 1) {
      const builds = levels[level] ?? buildsIn(at)
      levels[level] = builds
      const found = builds.filter(isWanted)
      if (found.length > 0 || at === top || at === path.dirname(at)) return found
    }
  }
  const ofVersion = (version: string): readonly MapFolder[] => {
    const found = known.get(version) ?? nearest(({ versions }) => versions.includes(version))
    known.set(version, found)
    return found
  }
  return ({ version, at }, frame) => {
    const exact = version === undefined ? [] : ofVersion(version)
    if (exact.length > 0 || at === undefined) return exact
    return nearest((folder) => folder.hadFile(frame, at))
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
