import { expect, it } from 'vitest'
import { Ongoing, type Seated } from '../../src/core/lib/slot-set.ts'

const things = (count: number): Seated[] => Array.from({ length: count }, () => ({}))

it('what goes on is what was added and not deleted, in whatever order', () => {
  const ongoing = new Ongoing<Seated>()
  const [a, b, c, d, e] = things(5) as [Seated, Seated, Seated, Seated, Seated]
  for (const one of [a, b, c, d, e]) ongoing.add(one)
  for (const one of [c, e, a]) ongoing.delete(one)
  const left = ongoing.all()
  expect([left.length, left.includes(b), left.includes(d)]).toEqual([2, true, true])
})

it('who has left, or never came, takes no other along', () => {
  const ongoing = new Ongoing<Seated>()
  const [a, b, c, d] = things(4) as [Seated, Seated, Seated, Seated]
  for (const one of [a, b, c]) ongoing.add(one)
  for (const one of [a, a, d]) ongoing.delete(one)
  const left = ongoing.all()
  expect([left.length, left.includes(b), left.includes(c)]).toEqual([2, true, true])
})
