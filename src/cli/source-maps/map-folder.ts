import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { BuiltFiles } from './built-files.ts'
import type { Frame } from './frame.ts'
import { hasPlace, readMapText } from './map-text.ts'
import { type FindOrigin, type Origin, readSourceMap } from './source-map.ts'
import { sourceName } from './source-name.ts'

/** Written into the folder of a version by `hoptrace source-maps collect`. */
export const VERSION_FILE = 'source-maps.json'

/** What Turbopack builds while it serves, and files whose names have a hash of their content. */
const TURBOPACK = /\/\.next\/(?:dev\/server\/|server\/chunks\/.*\._\.js$)/

/** A folder with built files and their maps. */
export class MapFolder {
  readonly folder: string
  /** The folder of the project, which sources are shown relative to. */
  readonly root: string
  /** What the folder says of its version. */
  readonly versions: readonly string[]
  /** The name of the package that was built: the default of its records' service. */
  readonly package: string | undefined
  #files: BuiltFiles | undefined
  readonly #maps = new Map<string, { find: FindOrigin; folder: string } | undefined>()

  constructor(folder: string) {
    this.folder = realpathSync(folder)
    this.versions = versionsOf(this.folder)
    this.root = existsSync(path.join(this.folder, VERSION_FILE))
      ? this.folder
      : projectOf(this.folder)
    const name = readJson(path.join(this.root, 'package.json'))?.name
    this.package = typeof name === 'string' ? name : undefined
  }

  /** The files. Read when they are first asked for. */
  get files(): BuiltFiles {
    this.#files ??= new BuiltFiles(this.folder)
    return this.#files
  }

  /** Returns how well a frame's file fits one of the folder, in parts of its path. 0: not at all. */
  fits({ file }: Frame): number {
    return this.files.find(file)?.length ?? 0
  }

  /**
   * Whether a frame's file is one of the folder, as it was at a time. Only files that Turbopack makes can
   * tell: of others, a server may run what a build has replaced since.
   */
  hadFile({ file }: Frame, at: number): boolean {
    const built = this.files.find(file)?.file
    if (!built?.isThere || !TURBOPACK.test(built.path)) return false
    try {
      return realpathSync(file) === realpathSync(built.path) && statSync(file).mtimeMs <= at
    } catch {
      return false // it isn't on this machine
    }
  }

  /** Returns the origin of a frame; `undefined` if no map has it. Its source is relative to the project. */
  originOf({ file, line, column }: Frame): Origin | undefined {
    const built = this.files.find(file)?.file
    if (built === undefined) return undefined
    const known = this.#maps.has(built.path)
    if (!known) this.#maps.set(built.path, this.#read(file))
    const map = this.#maps.get(built.path)
    const origin = map?.find(line, column)
    if (map === undefined || origin === undefined || !hasPlace(built, line, column))
      return undefined
    const source = sourceName(origin.source, map.folder, this.root)
    if (source === undefined) return undefined
    const isIgnored = origin.isIgnored || /(?:^|\/)node_modules\//.test(source)
    return { ...origin, source, isIgnored }
  }

  #read(file: string): { find: FindOrigin; folder: string } | undefined {
    const built = this.files.find(file)?.file
    const map = built && readMapText(built, this.files)
    const find = map && readSourceMap(map.text)
    return find && map && { find, folder: map.folder }
  }
}

function versionsOf(folder: string): string[] {
  const collected = readJson(path.join(folder, VERSION_FILE))?.version
  const config = readJson(path.join(folder, 'required-server-files.json'))?.config
  const deployment = (config as { deploymentId?: unknown } | undefined)?.deploymentId
  const buildId = readOptional(path.join(folder, 'BUILD_ID'))?.trim()
  return [collected, deployment, buildId].filter(
    (version): version is string => typeof version === 'string' && version !== '',
  )
}

/** Returns the nearest folder above that is a package, else the one above. */
function projectOf(folder: string): string {
  const above = path.dirname(folder)
  for (let at = above; at !== path.dirname(at); at = path.dirname(at)) {
    if (existsSync(path.join(at, 'package.json'))) return at
  }
  return above
}

function readJson(file: string): Readonly<Record<string, unknown>> | undefined {
  const text = readOptional(file)
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined // it says no version
  }
}

function readOptional(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // it isn't there
  }
}
