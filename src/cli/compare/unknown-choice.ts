import { listOf, nameOf, VersionError } from './choose-version.ts'
import type { RequestChoice } from './periods.ts'

/** A flag that names a value of requests, and the record's field that has it. */
const CHOSEN_FIELDS = [
  { name: 'tenant', field: 'tenantId', plural: 'Tenants' },
  { name: 'action', field: 'action', plural: 'Actions' },
] as const

/**
 * Finds the flag that no request matches.
 * @param valuesOf returns the values of a field of requests, the most frequent first
 * @returns the error that names the value, and some that there are
 */
export async function findUnknownChoice(
  choice: RequestChoice,
  valuesOf: (field: string) => Promise<readonly string[]>,
): Promise<VersionError | undefined> {
  for (const { name, field, plural } of CHOSEN_FIELDS) {
    const given = choice[name]
    if (given === undefined) continue
    const known = await valuesOf(field)
    if (known.includes(given)) continue
    const names = known.length === 0 ? '' : `. ${plural}: ${listOf(known)}`
    return new VersionError(`Nothing found: no request has the ${name} ${nameOf(given)}${names}`)
  }
  return undefined
}
