import { expect, it } from 'vitest'
import { BoundedCache } from '../../../src/core/lib/bounded-cache.ts'

it('what is known of texts is bounded, however many there are', () => {
  const known = new BoundedCache<number>()
  const texts = Array.from({ length: 1_000 }, (_, n) => `text ${n}`)
  for (const [n, text] of texts.entries()) expect(known.add(text, n)).toBe(n)
  expect(known.get('text 999')).toBe(999)
  expect(texts.filter((text) => known.get(text) !== undefined).length).toBeLessThanOrEqual(256)
})
