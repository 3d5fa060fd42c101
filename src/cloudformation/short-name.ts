import { createHash } from 'node:crypto'

const HASH_LENGTH = 8

/** Returns a name of at most `most` characters. A hash keeps those apart that are cut to one beginning. */
export function shortName(name: string, most: number): string {
  if (name.length <= most) return name
  const end = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH)
  return name.slice(0, most - HASH_LENGTH) + end
}
