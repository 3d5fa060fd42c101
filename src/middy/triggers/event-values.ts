import { safeGet, safeKeys, safeList } from '../../core/lib/safe-get.ts'

/** Returns a member of a member (of a member …) of any value; `undefined` if it can't be read. */
export function safeGetIn(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((found, name) => safeGet(found, name), value)
}

/** Returns a member, as {@link safeGetIn}, if it is a non-empty string; `undefined` for any other. */
export function safeGetText(value: unknown, ...path: readonly string[]): string | undefined {
  const found = safeGetIn(value, ...path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** Where a value may be: the names of members, from the outermost. */
export type Paths = readonly (readonly string[])[]

/** Returns the paths in a text such as `messageId Sns.MessageId`. */
export function pathsOf(text: string): Paths {
  return text.split(' ').map((path) => path.split('.'))
}

/** Returns the values at these paths, in their order. */
export function safeGetAll(value: unknown, paths: Paths): readonly unknown[] {
  return paths.map((path) => safeGetIn(value, ...path))
}

/** Returns the first value that is at one of the paths; `undefined` if there is none. */
export function safeGetAt(value: unknown, paths: Paths): unknown {
  for (const path of paths) {
    const found = safeGetIn(value, ...path)
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
