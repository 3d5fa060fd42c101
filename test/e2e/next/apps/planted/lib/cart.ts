/** A cart. */
export class Cart {
  readonly #items: readonly string[]

  constructor(items: readonly string[]) {
    this.#items = items
  }

  totalOf(name: string): number {
    const index = this.#items.indexOf(name)
    if (index === -1) {
      throw new TypeError(`no ${name} in the cart`) // planted: cart
    }
    return index
  }
}
