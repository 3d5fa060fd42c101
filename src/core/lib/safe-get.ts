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

/** Returns an object's first members as they are written to the log; none if they can't be listed. */
export function safeGetAllShown(value: object, max: number): Readonly<Record<string, unknown>> {
  try {
    const names = Object.keys(value).slice(0, max)
    return Object.fromEntries(names.map((name) => [name, safeGetShown(value, name)]))
  } catch {
    return {} // a revoked Proxy
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
