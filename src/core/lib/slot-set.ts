/** An object that can be in one `SlotSet`. */
export interface Slotted {
  /** Its index in the set; `undefined` if it is in none. */
  slot?: number | undefined
}

/**
 * A set with removal in constant time. Unlike a `Set`, it doesn't rebuild its table when its only
 * member comes and goes.
 */
export class SlotSet<T extends Slotted> {
  readonly #members: T[] = []

  /** Returns the members, in no order. */
  all(): readonly T[] {
    return [...this.#members]
  }

  add(member: T): void {
    member.slot = this.#members.push(member) - 1
  }

  /** Removes a member, if it is one. */
  delete(member: T): void {
    const { slot } = member
    if (slot === undefined) return
    member.slot = undefined
    const last = this.#members.pop()
    if (last === undefined || last === member) return
    this.#members[slot] = last
    last.slot = slot
  }
}
