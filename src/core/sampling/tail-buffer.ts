import { type HeldLine, HeldLines } from './held-lines.ts'

const NO_LINES: readonly string[] = []

/**
 * Decides, for one request, whether a line is written at once or held back until the ending. What
 * its methods return is to be written now.
 */
export class TailBuffer {
  /** Whether the trace is sampled: what the next service is told. */
  isSampled: boolean
  #isKept: boolean
  #held: HeldLines | undefined

  constructor(isSampled: boolean, isKept: boolean) {
    this.isSampled = isSampled
    this.#isKept = isKept
  }

  /** Whether lines are written at once. */
  get isReleased(): boolean {
    return this.isSampled || this.#isKept
  }

  /** Whether all lines are written although the trace isn't sampled. */
  get isKeptUnsampled(): boolean {
    return this.#isKept && !this.isSampled
  }

  /** How many held lines were dropped for lack of room. */
  get dropped(): number {
    return this.#held?.dropped ?? 0
  }

  hold(line: HeldLine): void {
    this.#held ??= new HeldLines()
    this.#held.add(line)
  }

  /** Keeps the request, whatever its sampling decision. */
  keep(): readonly string[] {
    this.#isKept = true
    return this.#held?.take(false) ?? NO_LINES
  }

  /** Changes the sampling decision, such as to that of a tenant's own rate. */
  resample(isSampled: boolean): readonly string[] {
    this.isSampled = isSampled
    return isSampled ? (this.#held?.take(false) ?? NO_LINES) : NO_LINES
  }

  /**
   * Ends the buffering: returns the held lines, or what is written instead of them.
   * @param isWorthKeeping whether the ending makes the request one to keep
   * @param isFailure whether the lines below the level are written too
   */
  end(isWorthKeeping: boolean, isFailure: boolean): readonly string[] {
    this.#isKept ||= isWorthKeeping
    const held = this.#held
    if (held === undefined) return NO_LINES
    this.#held = undefined
    const lines = this.isReleased ? held.take(isFailure) : NO_LINES
    return [...lines, ...held.droppedMetricLines, ...held.takeMetricLines()]
  }
}
