/** The ratio of the bounds of two neighbouring classes. A percentile is at most 1 % off. */
const RATIO = 1.02
const LOG_RATIO = Math.log(RATIO)
/** Milliseconds. Everything below is one class. */
const LEAST = 0.001

/** Counts durations in classes: its memory doesn't grow with their number. */
export class Durations {
  readonly #classes = new Map<number, number>()
  #count = 0
  #least = Number.POSITIVE_INFINITY
  #greatest = 0

  get count(): number {
    return this.#count
  }

  /** Adds a duration, in milliseconds. */
  add(duration: number): void {
    const own = Math.round(Math.log(Math.max(duration, LEAST)) / LOG_RATIO)
    this.#classes.set(own, (this.#classes.get(own) ?? 0) + 1)
    this.#count += 1
    this.#least = Math.min(this.#least, duration)
    this.#greatest = Math.max(this.#greatest, duration)
  }

  /**
   * Returns the duration that a share of all durations doesn't exceed, in milliseconds. `undefined` if
   * there are none.
   */
  percentile(share: number): number | undefined {
    const wanted = Math.ceil(share * this.#count)
    let seen = 0
    for (const [own, count] of [...this.#classes].toSorted(([a], [b]) => a - b)) {
      seen += count
      if (seen >= wanted) return Math.min(this.#greatest, Math.max(this.#least, RATIO ** own))
    }
    return undefined
  }
}
