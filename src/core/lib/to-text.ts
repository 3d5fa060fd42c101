/** What was given for a text, as one: callers without types give anything. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return String(value)
  } catch {
    return '[unreadable]' // a revoked Proxy, or an object that makes no text of itself
  }
}
