/** What is left of values that a log may make as large as it likes. */
export interface Limits {
  /** Characters of a text. */
  readonly text: number
  /** Members of an object, and items of a list. */
  readonly members: number
  /** Objects and lists within each other. */
  readonly depth: number
}

const MAX_NAME = 80

/** Cuts values to limits, and counts what it has cut. */
export class Shortener {
  readonly #limits: Limits
  texts = 0
  members = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Returns a value within the limits. Members without a value are left out. */
  shorten(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.#text(value, this.#limits.text)
    if (typeof value === 'number') return rounded(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth >= this.#limits.depth) {
      this.members += 1
      return '…'
    }
    return Array.isArray(value) ? this.#list(value, depth) : this.#object(value, depth)
  }

  #list(values: readonly unknown[], depth: number): unknown[] {
    this.#count(values.length)
    return values.slice(0, this.#limits.members).map((one) => this.shorten(one, depth + 1))
  }

  #object(value: object, depth: number): Record<string, unknown> {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined)
    this.#count(entries.length)
    return Object.fromEntries(
      entries
        .slice(0, this.#limits.members)
        .map(([name, one]) => [this.#text(name, MAX_NAME), this.shorten(one, depth + 1)]),
    )
  }

  #count(members: number): void {
    this.members += Math.max(0, members - this.#limits.members)
  }

  #text(text: string, limit: number): string {
    if (text.length <= limit) return text
    this.texts += 1
    return `${text.slice(0, limit).toWellFormed()}…`
  }
}

function rounded(value: number): number {
  return Number(Math.abs(value) < 1 ? value.toPrecision(4) : value.toFixed(3))
}
