import { safeGet, safeKeys, safeList } from '../../core/lib/safe-get.ts'

/** A part of an event: any member may be there, and may hold any value. */
export type Part = { readonly [name: string]: Part } | null | undefined

/** Returns a value if it is a non-empty string; `undefined` for any other. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * Returns what `read` returns of an event; `undefined` if the event can't be read: a getter throws, or it
 * is a revoked Proxy.
 */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Where a value may be: the names of members, from the outermost. */
export type Paths = readonly (readonly string[])[]

/** Returns the paths in a text such as `messageId Sns.MessageId`. */
export function pathsOf(text: string): Paths {
  return text.split(' ').map((path) => path.split('.'))
}

/** Returns the values at these paths, in their order; `undefined` for each that can't be read. */
export function safeGetAll(value: unknown, paths: Paths): readonly unknown[] {
  return paths.map((path) => path.reduce<unknown>(safeGet, value))
}

/** Returns the first value that is at one of the paths; `undefined` if there is none. */
export function safeGetAt(value: unknown, paths: Paths): unknown {
  for (const path of paths) {
    const found = path.reduce<unknown>(safeGet, value)
    if (found !== undefined) return found
  }
  return undefined
}

/** Returns the items of a list, or of all lists in an object and their names. */
export function itemsByName(value: unknown): {
  names: readonly string[]
  items: readonly unknown[]
} {
  const names = safeKeys(value)
  const lists = names.map((name) => safeList(safeGet(value, name)))
  return { names, items: [safeList(value), ...lists].flat() }
}
