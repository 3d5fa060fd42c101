/** A member of a value that may be anything; one that can't be read counts as none. */
export function member(value: unknown, name: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[name]
  } catch {
    return undefined // a getter that throws, or a revoked Proxy
  }
}
