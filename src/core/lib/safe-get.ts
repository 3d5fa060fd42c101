/** A member of a value that may be anything; one that can't be read counts as none. */
export function member(value: unknown, name: string | symbol): unknown {
  try {
    return (value as Record<string | symbol, unknown> | null | undefined)?.[name]
  } catch {
    return undefined // a getter that throws, or a revoked Proxy
  }
}

/** A member as it is written: one that can't be read says so. */
export function shownMember(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name]
  } catch {
    return '[unreadable]'
  }
}

/** An object's members as they are written; of what can't be read none. */
export function shownMembers(value: object): Readonly<Record<string, unknown>> {
  try {
    return Object.fromEntries(Object.keys(value).map((name) => [name, shownMember(value, name)]))
  } catch {
    return {} // a revoked Proxy
  }
}

/** The items of what may be a list; what can't be read has none. */
export function listOf(value: unknown): readonly unknown[] {
  try {
    return Array.isArray(value) ? [...value] : []
  } catch {
    return [] // a revoked Proxy
  }
}
