/** A member of a value that may be anything; one that can't be read counts as none. */
export function member(value: unknown, name: string | symbol): unknown {
  try {
    return (value as Record<string | symbol, unknown> | null | undefined)?.[name]
  } catch {
    return undefined // a getter that throws, or a revoked Proxy
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
