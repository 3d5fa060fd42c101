const MAX_LINES = 500
const MAX_CHARACTERS = 256 * 1024

/** A line that is held back. */
export interface HeldLine {
  readonly line: string
  /** Whether it is below the level that is written, and only written if the request fails. */
  readonly isDebugOnly: boolean
  /** Written instead if the line isn't: a call's metric. */
  readonly metricLine?: string | undefined
}

/** The lines of one request that wait for its ending, in order: at most 500 and 256 K characters. */
export class HeldLines {
  /** How many lines were dropped for lack of room. */
  dropped = 0
  /** What is written instead of the dropped lines. */
  readonly droppedMetricLines: string[] = []
  #lines: HeldLine[] = []
  #characters = 0

  add(held: HeldLine): void {
    this.#lines.push(held)
    this.#characters += held.line.length
    while (this.#lines.length > MAX_LINES || this.#characters > MAX_CHARACTERS) this.#dropOne()
  }

  /** Removes and returns the lines, those below the level only if `withDebugOnly`. */
  take(withDebugOnly: boolean): readonly string[] {
    const taken = this.#lines.filter(({ isDebugOnly }) => withDebugOnly || !isDebugOnly)
    this.#lines = this.#lines.filter(({ isDebugOnly }) => !withDebugOnly && isDebugOnly)
    this.#characters = this.#lines.reduce((sum, { line }) => sum + line.length, 0)
    return taken.map(({ line }) => line)
  }

  /** Removes all lines and returns what is written instead of them. */
  takeMetricLines(): readonly string[] {
    const metricLines = this.#lines.flatMap(({ metricLine }) => metricLine ?? [])
    this.#lines = []
    return metricLines
  }

  /** Drops the oldest line, of those below the level first. */
  #dropOne(): void {
    const index = this.#lines.findIndex(({ isDebugOnly }) => isDebugOnly)
    const [dropped] = this.#lines.splice(Math.max(0, index), 1)
    this.#characters -= dropped?.line.length ?? 0
    if (dropped?.metricLine !== undefined) this.droppedMetricLines.push(dropped.metricLine)
    this.dropped += 1
  }
}
