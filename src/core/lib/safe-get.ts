/** Returns a member of any value; `undefined` if it can't be read. */
export function safeGet(value: unknown, name: string | symbol): unknown {
  try {
    return (value as Record<string | symbol, unknown> | null | undefined)?.[name]
  } catch {
    return undefined // a getter that throws, or a revoked Proxy
  }
}

/** Returns a member as it is written to the log: `[unreadable]` if it can't be read. */
export function safeGetShown(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name]
  } catch {
    return '[unreadable]'
  }
}

/** Returns the names of a value's members; none if they can't be listed. */
export function safeKeys(value: unknown): readonly string[] {
  try {
    return Object.keys(value as object)
  } catch {
    return [] // a revoked Proxy, `undefined` or `null`
  }
}

/** Returns the first items of a list, by default all; none of anything else. */
export function safeList(value: unknown, max?: number): readonly unknown[] {
  try {
    return Array.isArray(value) ? value.slice(0, max) : []
  } catch {
    return [] // a revoked Proxy
  }
}
