import { safeGetShown, safeKeys } from '../lib/safe-get.ts'
import type { Metadata } from '../record.ts'
import type { Redactor } from '../redact/redactor.ts'
import { budgetOf } from './budget.ts'
import { jsonOf } from './json.ts'
import { merged } from './metadata.ts'

const FACTS = ['jobId', 'tenantId', 'userId', 'action']

/** Returns the facts that are attributes; `undefined` if there are none. */
export function attributesOf(facts: object): Metadata | undefined {
  const shownOf = (name: string): unknown => safeGetShown(facts, name)
  // One that is undefined stays as it was, as `jobId` does.
  const names = safeKeys(facts).filter(
    (name) => !FACTS.includes(name) && shownOf(name) !== undefined,
  )
  if (names.length > 0) return Object.fromEntries(names.map((name) => [name, shownOf(name)]))
  return undefined
}

/**
 * Returns attributes with later ones as plain JSON without secrets, and whether they were cut: a request
 * can have 50, and 4,000 characters as JSON.
 */
export function addAttributes(
  known: Metadata | undefined,
  later: Metadata,
  redactor: Redactor,
): [attributes: Metadata, isCut: boolean] {
  const limit = 4_000
  const all = merged(known, later)
  for (let room = limit; ; room *= 0.9) {
    const budget = budgetOf(room, redactor)
    budget.fields = 50
    const json = jsonOf(all, budget) ?? '{}'
    // The room is of texts alone, and without what JSON escapes.
    if (json.length <= limit) return [JSON.parse(json), budget.cut]
  }
}

/** Returns an ending's metadata with attributes. What the engine knows wins. */
export function withAttributes(
  metadata: Metadata | undefined,
  attributes: Metadata | undefined,
  names: readonly string[] | undefined,
): Metadata | undefined {
  if (attributes === undefined) return metadata
  const shown = Object.entries(attributes).filter(([name]) => names?.includes(name) ?? true)
  // Twice: the engine's come first, since a line that is full is cut at its end.
  return merged(merged(metadata, Object.fromEntries(shown)), metadata)
}
