import { buildFoldersIn, openSourceMaps } from '../source-maps/open.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'

/** A server that watches its sources builds again while it runs. */
const MAX_AGE_MS = 2_000

/**
 * Returns a function that returns the source maps as they are now.
 * @param given folders of builds. Default: those in the working directory
 * @throws CliError if a folder doesn't exist
 */
export function freshSourceMaps(
  given: readonly string[] | undefined,
  now: () => number,
): () => SourceMaps {
  const open = (): SourceMaps => openSourceMaps(given ?? buildFoldersIn('.'))
  const openAgain = (): SourceMaps | undefined => {
    try {
      return open()
    } catch {
      return undefined // a build removes its folder first
    }
  }
  let maps = open()
  let opened = now()
  return () => {
    if (now() - opened > MAX_AGE_MS) {
      maps = openAgain() ?? maps
      opened = now()
    }
    return maps
  }
}
