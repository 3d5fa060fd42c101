import { member } from '../core/member.ts'

/** Asks a client for its region, which it finds out by itself. What it gives tells the region as soon as it is known. */
export function regionOf(config: object): () => unknown {
  let region: unknown
  const provider = member(config, 'region')
  if (typeof provider !== 'function') return () => provider
  const ask = async (): Promise<void> => {
    region = await provider()
  }
  // A client that has none says so itself, with its first command.
  ask().catch(() => undefined)
  return () => region
}
