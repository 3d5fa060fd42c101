const MAX_ENTRIES = 256

/**
 * Caches what was made of texts that a program has few of, such as the names of hops. It forgets all
 * of them once there are 256.
 */
export class BoundedCache<T> extends Map<string, T> {
  /** Adds a value and returns it. */
  add(text: string, value: T): T {
    if (this.size === MAX_ENTRIES) this.clear()
    // A copy of the key: a part of a long string would keep all of it in memory.
    this.set(JSON.parse(JSON.stringify(text)), value)
    return value
  }
}
