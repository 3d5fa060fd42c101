const MOST = 256

/**
 * What was made of texts of which a program has few, such as the names of hops: it is made once, not
 * with each record. All is forgotten when they turn out to be many.
 */
export class Known<T> {
  readonly #values = new Map<string, T>()

  get(text: string): T | undefined {
    return this.#values.get(text)
  }

  /** Remembers a value, and returns it. */
  add(text: string, value: T): T {
    if (this.#values.size === MOST) this.#values.clear()
    // A copy: what was cut out of a long string would keep all of it in memory.
    this.#values.set(JSON.parse(JSON.stringify(text)), value)
    return value
  }
}
