const MOST_LINES = 500
const MOST_CHARACTERS = 256 * 1024

/** A line that is held back. Quiet ones are below the level that is written. */
interface HeldLine {
  readonly line: string
  readonly isQuiet: boolean
  /** What is written instead when it isn't: a metric. */
  readonly short?: string | undefined
}

/** The lines of one request that wait for its ending, in order, bounded in number and size. */
export class HeldLines {
  /** How many there was no room for. */
  dropped = 0
  /** What is written instead of those. */
  readonly shorts: string[] = []
  #lines: HeldLine[] = []
  #characters = 0

  add(held: HeldLine): void {
    this.#lines.push(held)
    this.#characters += held.line.length
    while (this.#lines.length > MOST_LINES || this.#characters > MOST_CHARACTERS) this.#dropOne()
  }

  /** Takes them out, the quiet ones only where they are asked for. */
  take(withQuiet: boolean): readonly string[] {
    const taken = this.#lines.filter(({ isQuiet }) => withQuiet || !isQuiet)
    this.#lines = this.#lines.filter(({ isQuiet }) => !withQuiet && isQuiet)
    this.#characters = this.#lines.reduce((sum, { line }) => sum + line.length, 0)
    return taken.map(({ line }) => line)
  }

  /** Takes out what is written instead of them all. */
  drop(): readonly string[] {
    const shorts = this.#lines.flatMap(({ short }) => short ?? [])
    this.#lines = []
    return shorts
  }

  /** The oldest quiet one, or else the oldest. */
  #dropOne(): void {
    const quiet = this.#lines.findIndex(({ isQuiet }) => isQuiet)
    const [gone] = this.#lines.splice(Math.max(0, quiet), 1)
    this.#characters -= gone?.line.length ?? 0
    if (gone?.short !== undefined) this.shorts.push(gone.short)
    this.dropped += 1
  }
}
