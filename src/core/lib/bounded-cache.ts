const MAX_ENTRIES = 256

/**
 * Caches what was made of texts that a program has few of, such as the names of hops. It forgets all
 * of them once there are 256.
 */
export class BoundedCache<T> {
  readonly #values = new Map<string, T>()

  get(text: string): T | undefined {
    return this.#values.get(text)
  }

  /** Adds a value and returns it. */
  add(text: string, value: T): T {
    if (this.#values.size === MAX_ENTRIES) this.#values.clear()
    // A copy of the key: a part of a long string would keep all of it in memory.
    this.#values.set(JSON.parse(JSON.stringify(text)), value)
    return value
  }
}
