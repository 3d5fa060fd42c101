import { listOf, member } from '../../core/lib/safe-get.ts'

/** A member of a member. */
export function memberAt(value: unknown, outer: string, inner: string): unknown {
  return member(member(value, outer), inner)
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
