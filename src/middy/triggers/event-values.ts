import { safeGet, safeList } from '../../core/lib/safe-get.ts'

/** A member of a member. */
export function safeGetIn(value: unknown, outer: string, inner: string): unknown {
  return safeGet(safeGet(value, outer), inner)
}

/** The names of lists that are kept by name, and the items of all of them. */
export function listsByName(value: unknown): {
  names: readonly string[]
  items: readonly unknown[]
} {
  try {
    const names = Object.keys(value as object)
    return { names, items: names.flatMap((name) => safeList(safeGet(value, name))) }
  } catch {
    return { names: [], items: [] }
  }
}
