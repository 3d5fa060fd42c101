import { safeGetShown, safeKeys } from '../lib/safe-get.ts'
import type { Metadata } from '../record.ts'
import { MAX_FIELDS } from './budget.ts'

/** One more than a line takes, so that the line says that it was cut. */
const MAX_MEMBERS = MAX_FIELDS + 1

/** Merges two sets of metadata: of each what one line can hold. Members of the later one win. */
export function merged(
  first: Metadata | undefined,
  later: Metadata | undefined,
): Metadata | undefined {
  if (first === undefined || later === undefined) return first ?? later
  try {
    return { ...withinLine(first), ...withinLine(later) }
  } catch {
    return { ...firstMembers(first), ...firstMembers(later) } // a getter threw
  }
}

const SHORT_NAMES = ['statusCode', 'method', 'path', 'cacheStatus'] as const

/** Returns the metadata of a short ending: what queries and metrics need. */
export function shortened(own: Metadata = {}, later: Metadata = {}): Metadata {
  return Object.fromEntries(
    SHORT_NAMES.map((name) => [name, safeGetShown(later, name) ?? safeGetShown(own, name)]),
  )
}

function withinLine(metadata: Metadata): Metadata {
  const names = Object.keys(metadata)
  return names.length > MAX_MEMBERS ? firstMembers(metadata, names) : metadata
}

/** Returns the first members, and those that queries and metrics need. */
function firstMembers(metadata: Metadata, names = safeKeys(metadata)): Metadata {
  const isCut = names.length > MAX_MEMBERS
  const needed = SHORT_NAMES.filter((name) => isCut && Object.hasOwn(metadata, name))
  const shown = [...names.slice(0, MAX_MEMBERS), ...needed]
  return Object.fromEntries(shown.map((name) => [name, safeGetShown(metadata, name)]))
}
