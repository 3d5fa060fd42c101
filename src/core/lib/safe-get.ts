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

/** Returns an object's own members as they are written to the log; none if they can't be listed. */
export function safeGetAllShown(value: object): Readonly<Record<string, unknown>> {
  try {
    return Object.fromEntries(Object.keys(value).map((name) => [name, safeGetShown(value, name)]))
  } catch {
    return {} // a revoked Proxy
  }
}

/** Returns the items of a list; none of anything else. */
export function safeList(value: unknown): readonly unknown[] {
  try {
    return Array.isArray(value) ? [...value] : []
  } catch {
    return [] // a revoked Proxy
  }
}
