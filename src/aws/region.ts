import { safeGet } from '../core/lib/safe-get.ts'

/**
 * Asks a client for its region, which it finds out by itself. What it gives tells the region as soon as it
 * is known, and asks once more where the client had none.
 */
export function regionOf(config: object): () => unknown {
  const provider = safeGet(config, 'region')
  if (typeof provider !== 'function') return () => provider
  let region: unknown
  let isAsking = false
  const ask = async (): Promise<void> => {
    isAsking = true
    try {
      region = await provider()
    } catch {
      // A client that has none says so itself, with its command.
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
