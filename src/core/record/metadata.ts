import { safeGetAllShown, safeGetShown } from '../lib/safe-get.ts'
import type { Metadata } from '../record.ts'

/** Two sets of metadata in one; where both have a member, the later's counts. */
export function merged(
  first: Metadata | undefined,
  later: Metadata | undefined,
): Metadata | undefined {
  if (first === undefined || later === undefined) return first ?? later
  try {
    return { ...first, ...later }
  } catch {
    return { ...safeGetAllShown(first), ...safeGetAllShown(later) } // a getter threw
  }
}

const IN_SHORT = ['statusCode', 'method', 'path', 'cacheStatus'] as const

/** What is left of an ending's metadata where nothing else is kept of the request. */
export function shortened(metadata: Metadata): Metadata {
  return Object.fromEntries(IN_SHORT.map((name) => [name, safeGetShown(metadata, name)]))
}
