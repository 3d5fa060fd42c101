/** What can be kept among others that go on. */
export interface Seated {
  /** Its place among them; `undefined` for one that isn't. */
  seat?: number | undefined
}

/** What has begun and not ended. A Set would make its table anew when its only member comes and goes. */
export class Ongoing<T extends Seated> {
  readonly #all: T[] = []

  /** In no order. */
  all(): readonly T[] {
    return [...this.#all]
  }

  add(one: T): void {
    one.seat = this.#all.push(one) - 1
  }

  /** Lets go of one, which need not be there. */
  delete(one: T): void {
    const { seat } = one
    if (seat === undefined) return
    one.seat = undefined
    const last = this.#all.pop()
    if (last === undefined || last === one) return
    this.#all[seat] = last
    last.seat = seat
  }
}
