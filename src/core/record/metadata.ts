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
    return { ...shown(first), ...shown(later) } // a getter threw
  }
}

const SHORT_NAMES = ['statusCode', 'method', 'path', 'cacheStatus', 'droppedRecords'] as const

/** Returns the metadata of a short ending: what queries and metrics need. */
export function shortened(own: Metadata = {}, later: Metadata = {}): Metadata {
  return Object.fromEntries(
    SHORT_NAMES.map((name) => [name, safeGetShown(later, name) ?? safeGetShown(own, name)]).filter(
      ([, value]) => value !== undefined,
    ),
  )
}

function withinLine(metadata: Metadata): Metadata {
  const names = safeKeys(metadata)
  return names.length <= MAX_MEMBERS ? metadata : shown(metadata, names)
}

/** Returns the first members, and those that queries and metrics need. */
function shown(metadata: Metadata, names = safeKeys(metadata)): Metadata {
  const needed = SHORT_NAMES.filter((name) => names.includes(name))
  return Object.fromEntries(
    [...names.slice(0, MAX_MEMBERS), ...needed].map((name) => [name, safeGetShown(metadata, name)]),
  )
}
