import { Ongoing, type Seated } from '../lib/slot-set.ts'

/** The requests that one request handles as its parts, such as the records of a batch. */
export class Parts<T extends Seated> {
  readonly #open = new Ongoing<T>()
  #failed = 0
  #succeeded = 0

  /** Those that go on, in no order. */
  open(): readonly T[] {
    return this.#open.all()
  }

  /** Adds one that has begun. What it returns lets go of it. */
  add(part: T): () => void {
    this.#open.add(part)
    return () => this.#open.delete(part)
  }

  /** Counts what became of some. */
  count(failed: number, succeeded: number): void {
    this.#failed += failed
    this.#succeeded += succeeded
  }

  /** Whether some failed, and none succeeded. */
  get haveFailed(): boolean {
    return this.#failed > 0 && this.#succeeded === 0
  }
}
