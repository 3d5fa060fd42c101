import { describeFailure } from './live-tail-failure.ts'

/** Who is told of sessions that end. */
export interface ReconnectionReader {
  /** Gets the milliseconds in which lines may be missing. */
  onGap(milliseconds: number): void
  /** Gets lines for people. */
  onNotice(text: string): void
  now(): number
}

/** After a session that lasted so long, the next one begins at once. */
const LASTING_MS = 60_000
const FIRST_PAUSE_MS = 500
const MAX_PAUSE_MS = 30_000
/** Sessions that end sooner are said to be interrupted once. */
const STABLE_MS = 2_000

/** Says when the next session begins, and what of it people need to know. */
export class Reconnection {
  readonly #reader: ReconnectionReader
  /** When the running session sent its first message. */
  #begun: number | undefined
  #lastMessage: number | undefined
  #pause = 0
  #isLost = false
  #missing = 0

  constructor(reader: ReconnectionReader) {
    this.#reader = reader
  }

  /** Whether a session has sent anything. */
  get hasBegun(): boolean {
    return this.#lastMessage !== undefined
  }

  /** Notes that a session sent something. */
  received(): void {
    const now = this.#reader.now()
    if (this.#begun === undefined && this.#lastMessage !== undefined) {
      const gap = Math.max(0, now - this.#lastMessage)
      this.#missing += gap
      this.#reader.onGap(gap)
    }
    this.#begun ??= now
    this.#lastMessage = now
    if (this.#isLost && now - this.#begun >= STABLE_MS) this.#goOn()
  }

  #goOn(): void {
    const seconds = (this.#missing / 1000).toFixed(1)
    this.#reader.onNotice(`Live Tail goes on. Lines of ${seconds} s may be missing.`)
    this.#isLost = false
    this.#missing = 0
  }

  /**
   * Notes the end of a session.
   * @returns the milliseconds after which the next one begins
   */
  lost(failure: unknown): number {
    const hasLasted = this.#begun !== undefined && this.#reader.now() - this.#begun >= LASTING_MS
    this.#pause = hasLasted ? 0 : Math.min(MAX_PAUSE_MS, this.#pause * 2 || FIRST_PAUSE_MS)
    this.#begun = undefined
    if (!this.#isLost) this.#reader.onNotice(describeFailure(failure))
    this.#isLost = true
    return this.#pause
  }
}
