import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { BuiltFiles } from './built-files.ts'
import { VERSION_FILE } from './map-folder.ts'

/** What was collected. */
export interface Collected {
  /** The folder of the version. */
  readonly folder: string
  readonly maps: number
}

/** Copies the maps of builds into a folder of their version, at their places in the project. */
export function collectMaps(
  builds: readonly string[],
  { to, version }: { readonly to: string; readonly version: string },
): Collected {
  const folder = path.join(to, version)
  const copies = builds.flatMap((build) => copiesOf(build, folder))
  if (copies.length === 0) return { folder, maps: 0 }
  for (const [from, target] of copies) {
    mkdirSync(path.dirname(target), { recursive: true })
    copyFileSync(from, target)
  }
  writeFileSync(path.join(folder, VERSION_FILE), `${JSON.stringify({ version })}\n`)
  return { folder, maps: copies.length }
}

/** Returns the maps of a build, each with its copy. A build outside of the project is put at the top. */
function copiesOf(build: string, folder: string): [string, string][] {
  // Next.js: what stands beside it is served, or copied from it.
  const server = path.join(build, 'server')
  const root = existsSync(path.join(build, 'BUILD_ID')) && existsSync(server) ? server : build
  return new BuiltFiles(root).maps.map((map) => {
    const place = path.relative('', map)
    const isOutside = place.startsWith('..') || path.isAbsolute(place)
    return [
      map,
      path.join(
        folder,
        isOutside ? path.join(path.basename(build), path.relative(build, map)) : place,
      ),
    ]
  })
}
