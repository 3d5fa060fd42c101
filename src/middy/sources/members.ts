import { listOf, member } from '../../core/member.ts'

/** A member by its path. */
export function memberAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value
  for (const name of path) found = member(found, name)
  return found
}

/** The names of lists that are kept by name, and the items of all of them. */
export function listsOf(value: unknown): { names: readonly string[]; items: readonly unknown[] } {
  try {
    const names = Object.keys(value as object)
    return { names, items: names.flatMap((name) => listOf(member(value, name))) }
  } catch {
    return { names: [], items: [] }
  }
}
