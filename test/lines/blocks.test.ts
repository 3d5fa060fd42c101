import { expect, it } from 'vitest'
import { blockEnd, blockStart, splitBlocks, wholeBlocks } from '../../src/lines/blocks.ts'

const BLOCKS = [
  '{"a":1}',
  'REPORT - 1\nDuration: 3 ms',
  'Error: no\n    at run (x.ts:1:1)\n\tat y',
  '{\n  "b": 2\n}',
  'D',
  'Dur',
  'ä',
  'end',
]
const TEXT = Buffer.from(BLOCKS.join('\n'))

async function* inParts(...bounds: number[]): AsyncGenerator<Buffer> {
  const all = [0, ...bounds, TEXT.length]
  for (const [index, to] of all.slice(1).entries()) yield Buffer.from(TEXT.subarray(all[index], to))
}

const blocksOf = async (...bounds: number[]): Promise<string[]> => {
  const blocks: string[] = []
  for await (const part of wholeBlocks(inParts(...bounds))) blocks.push(...splitBlocks(part))
  return blocks.filter((block) => block !== '')
}

it('a line and those that continue it stay together, wherever a file is parted', async () => {
  for (let first = 0; first < TEXT.length; first += 1) {
    expect(await blocksOf(first), `parted at ${first}`).toEqual(BLOCKS)
    expect(await blocksOf(first, Math.min(first + 2, TEXT.length))).toEqual(BLOCKS)
  }
})

it('the block around each byte is found', () => {
  for (const [index, block] of BLOCKS.entries()) {
    const begin = Buffer.byteLength(BLOCKS.slice(0, index).join('\n')) + Number(index > 0)
    const end = begin + Buffer.byteLength(block)
    for (let at = begin; at < end; at += 1) {
      const found = TEXT.subarray(blockStart(TEXT, at), blockEnd(TEXT, at)).toString()
      expect(found.trimEnd()).toBe(block)
    }
  }
})

it('a line that is too long is read in parts, which have all of it', async () => {
  async function* endless(): AsyncGenerator<Buffer> {
    yield Buffer.from('first\nlong')
    for (let count = 0; count < 100; count += 1) yield Buffer.from('x'.repeat(10))
    yield Buffer.from('\nlast one\n')
  }
  const parts: Buffer[] = []
  for await (const part of wholeBlocks(endless(), 50)) parts.push(part)
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(80)
  const text = Buffer.concat(parts).toString()
  expect(text).toBe(`first\nlong${'x'.repeat(1000)}\nlast one\n`)
})
