import { safeGetAllShown, safeGetShown } from '../lib/safe-get.ts'
import type { Metadata } from '../record.ts'

/** Merges two sets of metadata. Members of the later one win. */
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

const SHORT_NAMES = ['statusCode', 'method', 'path', 'cacheStatus'] as const

/** Returns the metadata of a short ending: what queries and metrics need. */
export function shortened(metadata: Metadata): Metadata {
  return Object.fromEntries(SHORT_NAMES.map((name) => [name, safeGetShown(metadata, name)]))
}
