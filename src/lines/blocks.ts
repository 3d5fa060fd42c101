import type { Chunks } from './chunks.ts'

const NEWLINE = 0x0a
/** What a line begins with that continues the one before: JSON over several lines, a stack, `sls logs`. */
const INDENT = [0x20, 0x09, 0x7d, 0x5d]
const DURATION = Buffer.from('Duration: ')

/** A longer block is read in parts: it would not fit in memory, or not in a string. */
const MAX_BLOCK = 256 * 1024 * 1024

/**
 * Parts a text before its blocks: lines, each with the lines that continue it. The parts of a block are
 * never in two of the returned texts, unless it is longer than
 * `maxBlock` bytes.
 */
export async function* wholeBlocks(
  chunks: Chunks,
  maxBlock: number = MAX_BLOCK,
): AsyncGenerator<Buffer> {
  let carry: Uint8Array[] = []
  let carried = 0
  for await (const chunk of chunks) {
    const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    const end = endOfWhole(text, carried < maxBlock)
    if (end > 0) {
      yield* wholeParts(carry, text, end)
      carry = []
      carried = 0
    }
    if (end < text.length) carry.push(Uint8Array.from(text.subarray(end)))
    carried += text.length - end
  }
  if (carry.length > 0) yield Buffer.concat(carry)
}

/** Returns where the last block of a text begins. If it must not grow, it ends with the text. */
function endOfWhole(text: Buffer, mayGrow: boolean): number {
  const start = lastStart(text)
  if (start !== -1) return start
  return mayGrow ? 0 : text.length
}

/** Yields what was carried with the rest of its block, and the blocks after it. */
function* wholeParts(carry: readonly Uint8Array[], text: Buffer, end: number): Generator<Buffer> {
  const begin = carry.length === 0 ? 0 : blockEnd(text, 0)
  if (carry.length > 0) yield Buffer.concat([...carry, text.subarray(0, begin)])
  if (begin < end) yield text.subarray(begin, end)
}

/** Returns the texts of the blocks of a text. */
export function splitBlocks(text: Buffer): string[] {
  return text.toString().split(/\r?\n(?![ \t}\]]|Duration: )/)
}

/** Returns where the block begins that an index is in. */
export function blockStart(text: Buffer, index: number): number {
  for (let at = text.lastIndexOf(NEWLINE, index); at > 0; at = text.lastIndexOf(NEWLINE, at - 1)) {
    if (at < index && !continues(text, at + 1)) return at + 1
  }
  return text[0] === NEWLINE && index > 0 ? 1 : 0
}

/** Returns where the block ends that an index is in, after its newline. */
export function blockEnd(text: Buffer, index: number): number {
  for (let at = text.indexOf(NEWLINE, index); at !== -1; at = text.indexOf(NEWLINE, at + 1)) {
    if (!continues(text, at + 1)) return at + 1
  }
  return text.length
}

/** Returns the last begin of a block, after the first one; -1 if there is none. */
function lastStart(text: Buffer): number {
  // Whether a line continues the one before is only known by its begin.
  const isKnown = (at: number): boolean => at + DURATION.length < text.length
  for (let at = text.lastIndexOf(NEWLINE); at !== -1; at = text.lastIndexOf(NEWLINE, at - 1)) {
    if (isKnown(at) && !continues(text, at + 1)) return at + 1
    if (at === 0) return -1
  }
  return -1
}

function continues(text: Buffer, at: number): boolean {
  const byte = text[at] ?? NEWLINE
  if (INDENT.includes(byte)) return true
  return byte === DURATION[0] && text.subarray(at, at + DURATION.length).equals(DURATION)
}
