import { expect, it } from 'vitest'
import { BoundedCache } from '../../../src/core/lib/bounded-cache.ts'

it('a BoundedCache returns the newest entry, and has at most 256 of 1,000 entries', () => {
  const cache = new BoundedCache<number>()
  const texts = Array.from({ length: 1_000 }, (_, n) => `text ${n}`)
  for (const [n, text] of texts.entries()) expect(cache.add(text, n)).toBe(n)
  expect(cache.get('text 999')).toBe(999)
  expect(texts.filter((text) => cache.get(text) !== undefined).length).toBeLessThanOrEqual(256)
})
