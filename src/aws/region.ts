import { safeGet } from '../core/lib/safe-get.ts'

/**
 * Asks a client for its region, which the client may have to look up.
 * @returns a function that returns the region once it is known. If the client found none, the
 * function asks again
 */
export function createRegionReader(config: object): () => unknown {
  const provider = safeGet(config, 'region')
  if (typeof provider !== 'function') return () => provider
  let region: unknown
  let isAsking = false
  const ask = async (): Promise<void> => {
    isAsking = true
    try {
      region = await provider()
    } catch {
      // The command itself fails with this error.
    } finally {
      isAsking = false
    }
  }
  void ask()
  return () => {
    if (region === undefined && !isAsking) void ask()
    return region
  }
}
