import { safeGet, safeList } from '../../core/lib/safe-get.ts'

/** Returns a member of a member of any value; `undefined` if it can't be read. */
export function safeGetIn(value: unknown, outer: string, inner: string): unknown {
  return safeGet(safeGet(value, outer), inner)
}

/** Returns a member that is a non-empty string; `undefined` for any other. */
export function safeGetText(value: unknown, name: string): string | undefined {
  const found = safeGet(value, name)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** Returns the names of an object of lists, and the items of all its lists. */
export function listsByName(value: unknown): {
  names: readonly string[]
  items: readonly unknown[]
} {
  try {
    const names = Object.keys(value as object)
    return { names, items: names.flatMap((name) => safeList(safeGet(value, name))) }
  } catch {
    return { names: [], items: [] } // no object, or a revoked Proxy
  }
}
