import { expect, it } from 'vitest'
import { SlotSet, type Slotted } from '../../../src/core/lib/slot-set.ts'

const things = (count: number): Slotted[] => Array.from({ length: count }, () => ({}))

it('a SlotSet has the items that were added and not deleted, in whatever order they are deleted', () => {
  const slots = new SlotSet<Slotted>()
  const [a, b, c, d, e] = things(5) as [Slotted, Slotted, Slotted, Slotted, Slotted]
  for (const one of [a, b, c, d, e]) slots.add(one)
  for (const one of [c, e, a]) slots.delete(one)
  const left = slots.all()
  expect([left.length, left.includes(b), left.includes(d)]).toEqual([2, true, true])
})

it('a SlotSet removes no other item if an item is deleted twice, or was never added', () => {
  const slots = new SlotSet<Slotted>()
  const [a, b, c, d] = things(4) as [Slotted, Slotted, Slotted, Slotted]
  for (const one of [a, b, c]) slots.add(one)
  for (const one of [a, a, d]) slots.delete(one)
  const left = slots.all()
  expect([left.length, left.includes(b), left.includes(c)]).toEqual([2, true, true])
})
