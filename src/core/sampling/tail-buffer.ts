const MAX_LINES = 500
const MAX_CHARACTERS = 256 * 1024

/** A line that is held back. */
interface HeldLine {
  readonly line: string
  /** Whether it is below the level that is written, and only written if the request fails. */
  readonly isDebugOnly: boolean
  /** Written instead if the line isn't: a call's metric. */
  readonly metricLine?: string | undefined
}

/**
 * Decides, for one request, whether lines are written at once or held back until the ending, and holds
 * at most 500 of them and 256 K characters. The lines that its methods return are to be written now.
 */
export class TailBuffer {
  /** Whether the trace is sampled: what the next service is told. */
  isSampled: boolean
  /** How many lines a kept request lacks: those dropped for lack of room, or of a place in the budget. */
  dropped = 0
  #isKept: boolean
  #lines: HeldLine[] = []
  #characters = 0
  /** Written instead of lines that are not: those that were dropped, or not kept. */
  #metricLines: string[] = []

  constructor(isSampled: boolean, isKept: boolean) {
    this.isSampled = isSampled
    this.#isKept = isKept
  }

  /** Whether lines are written at once. */
  get isReleased(): boolean {
    return this.isSampled || this.#isKept
  }

  /** Whether all lines are written: none is held back. */
  get isComplete(): boolean {
    return this.isReleased && this.#lines.length === 0
  }

  /** Holds a line back. Without room, the oldest one is dropped, of those below the level first. */
  hold(held: HeldLine): void {
    this.#lines.push(held)
    this.#characters += held.line.length
    while (this.#lines.length > MAX_LINES || this.#characters > MAX_CHARACTERS) {
      const index = this.#lines.findIndex(({ isDebugOnly }) => isDebugOnly)
      this.#drop(this.#lines.splice(Math.max(0, index), 1))
      this.dropped += 1
    }
  }

  /** Keeps the request, whatever its sampling decision. */
  keep(): readonly string[] {
    this.#isKept = true
    return this.#take(false)
  }

  /** Changes the sampling decision, such as to that of a tenant's own rate. */
  resample(isSampled: boolean): readonly string[] {
    this.isSampled = isSampled
    return isSampled ? this.#take(false) : []
  }

  /**
   * Ends the buffering: returns the held lines, or what is written instead of them.
   * @param isKept whether the request keeps its lines
   * @param isWhole whether the lines below the level are written too
   * @param lacks whether lines that are not written are missing: the request would be kept if it had a place
   */
  end(isKept: boolean, isWhole: boolean, lacks: boolean): readonly string[] {
    this.#isKept = isKept
    const lines = isKept ? this.#take(isWhole) : []
    if (lacks) this.dropped += this.#lines.length
    else if (!isKept) this.dropped = 0
    this.#drop(this.#lines.splice(0))
    return [...lines, ...this.#metricLines]
  }

  #take(withDebugOnly: boolean): readonly string[] {
    const held = this.#lines
    if (held.length === 0) return []
    const isTaken = ({ isDebugOnly }: HeldLine): boolean => withDebugOnly || !isDebugOnly
    const taken = held.filter(isTaken)
    this.#lines = held.filter((line) => !isTaken(line))
    this.#characters = this.#lines.reduce((sum, { line }) => sum + line.length, 0)
    return taken.map(({ line }) => line)
  }

  #drop(lines: readonly HeldLine[]): void {
    for (const { line, metricLine } of lines) {
      this.#characters -= line.length
      if (metricLine !== undefined) this.#metricLines.push(metricLine)
    }
  }
}
