import { safeGetShown, safeKeys } from '../lib/safe-get.ts'
import type { Metadata } from '../record.ts'
import type { Redactor } from '../redact/redactor.ts'
import { budgetOf } from './budget.ts'
import { jsonOf } from './json.ts'
import { merged } from './metadata.ts'

/** The attributes of a request, as they were when they were set: plain JSON without secrets. */
export interface Attributes {
  readonly values: Metadata
  readonly isCut: boolean
}

const FACTS = ['jobId', 'tenantId', 'userId', 'action']

/** Returns the facts that are attributes; `undefined` if there are none. */
export function attributesOf(facts: object): Metadata | undefined {
  const names = safeKeys(facts).filter((name) => !FACTS.includes(name))
  if (names.length === 0) return undefined
  // One that is undefined stays as it was, as `jobId` does.
  return Object.fromEntries(
    names
      .map((name) => [name, safeGetShown(facts, name)])
      .filter(([, value]) => value !== undefined),
  )
}

/** Adds attributes, of which a request can have 50, and 4,000 characters as JSON. */
export function addAttributes(
  known: Attributes | undefined,
  later: Metadata,
  redactor: Redactor,
): Attributes {
  const limit = 4_000
  const all = merged(known?.values, later)
  for (let room = limit; ; room *= 0.9) {
    const budget = { ...budgetOf(room, redactor), fields: 50 }
    const json = jsonOf(all, budget) ?? '{}'
    // The room is of texts alone, and without what JSON escapes.
    if (json.length > limit) continue
    return { values: JSON.parse(json), isCut: budget.cut || known?.isCut === true }
  }
}

/** Returns an ending's metadata with attributes. What the engine knows wins. */
export function withAttributes(
  metadata: Metadata | undefined,
  attributes: Metadata | undefined,
  names: readonly string[] | undefined,
): Metadata | undefined {
  const shown =
    names && attributes
      ? Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)))
      : attributes
  // Twice: the engine's come first, since a line that is full is cut at its end.
  return shown ? merged(merged(metadata, shown), metadata) : metadata
}
