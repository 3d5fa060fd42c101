import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CliError } from '../cli-error.ts'
import { BuiltFiles } from './built-files.ts'
import { VERSION_FILE } from './map-folder.ts'

/** What was collected. */
export interface Collected {
  /** The folder of the version. */
  readonly folder: string
  readonly maps: number
}

/**
 * Copies the maps of builds into a folder of their version, at their places in the project.
 * @throws CliError if the folder can't be written
 */
export function collectMaps(
  builds: readonly string[],
  { to, version }: { readonly to: string; readonly version: string },
): Collected {
  const folder = path.join(to, version)
  const copies = builds
    .flatMap((build) => copiesOf(build, folder))
    .filter(([from]) => !isCollected(from, to))
  if (copies.length === 0) return { folder, maps: 0 }
  try {
    for (const [from, target] of copies) {
      mkdirSync(path.dirname(target), { recursive: true })
      copyFileSync(from, target)
    }
    writeFileSync(path.join(folder, VERSION_FILE), `${JSON.stringify({ version })}\n`)
  } catch (cause) {
    throw new CliError(`${folder} can't be written: ${(cause as Error).message}`, { cause })
  }
  return { folder, maps: copies.length }
}

/** Whether a map was collected before: a build may contain the folder that maps are collected in. */
function isCollected(map: string, to: string): boolean {
  if (!existsSync(to)) return false
  const root = realpathSync(to)
  const [version = ''] = path.relative(root, map).split(path.sep)
  return version !== '..' && existsSync(path.join(root, version, VERSION_FILE))
}

/** Returns the maps of a build, each with its copy. A build outside of the project is put at the top. */
function copiesOf(build: string, folder: string): [string, string][] {
  // Next.js: what stands beside it is served, or copied from it.
  const server = path.join(build, 'server')
  const root = existsSync(path.join(build, 'BUILD_ID')) && existsSync(server) ? server : build
  return new BuiltFiles(root).maps.map((map) => {
    const place = path.relative('', map)
    const isOutside = place.startsWith('..') || path.isAbsolute(place)
    const within = path.join(path.relative(build, root), path.relative(realpathSync(root), map))
    return [map, path.join(folder, isOutside ? path.join(path.basename(build), within) : place)]
  })
}
