/** Converts anything that a caller without types passes as a text. Never throws. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return String(value)
  } catch {
    return '[unreadable]' // a revoked Proxy, or an object whose `toString` throws
  }
}
