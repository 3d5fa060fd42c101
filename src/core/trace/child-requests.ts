import { SlotSet, type Slotted } from '../lib/slot-set.ts'

/** The requests that are handled as parts of one request, such as the records of a batch. */
export class ChildRequests<T extends Slotted> {
  readonly #open = new SlotSet<T>()
  #failed = 0
  #succeeded = 0

  /** Returns those that have not ended, in no order. */
  open(): readonly T[] {
    return this.#open.all()
  }

  /** Adds one that has begun. Returns a function that removes it. */
  add(child: T): () => void {
    this.#open.add(child)
    return () => this.#open.delete(child)
  }

  /** Counts how many failed and succeeded. */
  count(failed: number, succeeded: number): void {
    this.#failed += failed
    this.#succeeded += succeeded
  }

  /** Whether some failed and none succeeded. */
  get haveAllFailed(): boolean {
    return this.#failed > 0 && this.#succeeded === 0
  }
}
