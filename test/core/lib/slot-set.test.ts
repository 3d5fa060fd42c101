import { expect, it } from 'vitest'
import { SlotSet, type Slotted } from '../../../src/core/lib/slot-set.ts'

const things = (count: number): Slotted[] => Array.from({ length: count }, () => ({}))

it('what goes on is what was added and not deleted, in whatever order', () => {
  const ongoing = new SlotSet<Slotted>()
  const [a, b, c, d, e] = things(5) as [Slotted, Slotted, Slotted, Slotted, Slotted]
  for (const one of [a, b, c, d, e]) ongoing.add(one)
  for (const one of [c, e, a]) ongoing.delete(one)
  const left = ongoing.all()
  expect([left.length, left.includes(b), left.includes(d)]).toEqual([2, true, true])
})

it('who has left, or never came, takes no other along', () => {
  const ongoing = new SlotSet<Slotted>()
  const [a, b, c, d] = things(4) as [Slotted, Slotted, Slotted, Slotted]
  for (const one of [a, b, c]) ongoing.add(one)
  for (const one of [a, a, d]) ongoing.delete(one)
  const left = ongoing.all()
  expect([left.length, left.includes(b), left.includes(c)]).toEqual([2, true, true])
})
