import { describe, expect, it } from 'vitest'
import { absorbed, type Block } from '../../../src/core/sampling/chaskey.ts'

/** The key of the reference implementation's test vectors. */
const KEY: Block = [0x833d3433, 0x009f389f, 0x2398e64f, 0x417acf39]
/** Its tags of the bytes 00 01 02 …: of one block, of two and of three. */
const TAGS: readonly (readonly number[])[] = [
  [0x5dd0e2a9, 0xfb5eac8c, 0x633a392e, 0x500c36f3],
  [0x77962784, 0x07c647fa, 0xdd752c0f, 0xd2f5a799],
  [0xf36e748b, 0x8f34677f, 0x1e00ba1b, 0xdd7da46d],
]

const xor = ([a, b, c, d]: Block, [e, f, g, h]: Block): Block => [a ^ e, b ^ f, c ^ g, d ^ h]
const doubled = ([a, b, c, d]: Block): Block => [
  (a << 1) ^ (d < 0 || d > 0x7fffffff ? 0x87 : 0),
  (b << 1) | (a >>> 31),
  (c << 1) | (b >>> 31),
  (d << 1) | (c >>> 31),
]
const block = (index: number): Block => {
  const word = (at: number) => 0x03020100 + 0x04040404 * (4 * index + at)
  return [word(0), word(1), word(2), word(3)]
}

/** Chaskey-12 of whole blocks, made of the permutation. */
function tagOf(blocks: number): Block {
  const last = doubled(KEY)
  let state = KEY
  for (let index = 0; index < blocks; index += 1) {
    const mixed = xor(state, block(index))
    state = absorbed(index === blocks - 1 ? xor(mixed, last) : mixed, [0])
  }
  return xor(state, last)
}

describe('the permutation of Chaskey-12', () => {
  it.each(TAGS.map((tag, index) => [index + 1, tag] as const))(
    'gives the tags of the reference implementation: of %d blocks',
    (blocks, tag) => {
      expect(tagOf(blocks).map((word) => word >>> 0)).toEqual(tag)
    },
  )
})
