import { Cart } from './cart.ts'
import { loadOrder } from './orders.ts'
import { readPrice } from './price.ts'

/** Functions that throw, by the file and the mark of the line on which they do. */
export const throws: Readonly<Record<string, () => unknown>> = {
  cart: () => new Cart(['lamp']).totalOf('mug'),
  price: () => readPrice('no JSON'),
  orders: () => loadOrder('7'),
  items: () => namesOf([{ name: 'lamp' }, undefined]),
  nested: () => outerStep(3),
}

interface Item {
  readonly name: string
}

function namesOf(items: readonly (Item | undefined)[]): string[] {
  return items.map((item) => {
    const { name } = item as Item // planted: items
    return name.toUpperCase()
  })
}

function outerStep(depth: number): number {
  if (depth > 0) return outerStep(depth - 1) + 1
  const limit = Number.parseInt('4', 10)
  if (limit > depth) {
    throw new RangeError(`deeper than ${limit}`) // planted: nested
  }
  return limit
}
