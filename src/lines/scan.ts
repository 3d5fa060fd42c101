import { blockEnd, blockStart, splitBlocks, wholeBlocks } from './blocks.ts'
import { textFinder } from './find-text.ts'
import type { LineSource } from './line-source.ts'

/** A line with its continuation, and the lines around it. */
export interface Block {
  readonly text: string
  /** Returns the lines around, the nearest before it first. They can be asked for only in the callback. */
  readonly neighbours: () => string[]
}

/** What lines are searched for. */
export interface TextSearch {
  /** A line has one of these, in ASCII. */
  readonly texts: readonly string[]
  /** Whether a letter or a digit may follow the text. Default: no, as after an id. */
  readonly isPart?: boolean | undefined
  /** Whether a line with such a text may be wanted. The fewer, the less must be parsed. Default: all. */
  readonly mayBeWanted?: ((line: string) => boolean) | undefined
  /** Whether the last lines of each part of a source come first: they are the newest. Default: no. */
  readonly isBackwards?: boolean | undefined
}

/** What every packed event of CloudWatch begins with: gzip as Base64. */
const PACKED = 'H4sI'
const SAMPLE = 64 * 1024
/** With more texts, one pattern is faster than a search for each. */
const MAX_SEARCHES = 3
const NEIGHBOURS = 20
const NEIGHBOUR_BYTES = 4096

/**
 * Calls a function for each block that has one of the texts, in ASCII, and perhaps for others: all of a
 * source with packed events are given. Costs little for all else: most lines are never made a string.
 */
export async function scan(
  source: LineSource,
  { mayBeWanted = () => true, ...search }: TextSearch,
  onBlock: (block: Block) => void,
  signal?: AbortSignal,
): Promise<void> {
  let blocksOf: BlockReader | undefined
  let before = Buffer.alloc(0)
  for await (const part of wholeBlocks(source.read())) {
    signal?.throwIfAborted()
    blocksOf ??= blockReader(search, part.subarray(0, SAMPLE), mayBeWanted)
    for (const block of blocksOf(part, before)) onBlock(block)
    before = Buffer.from(part.subarray(-NEIGHBOUR_BYTES))
  }
}

/** Gives the blocks of a part that may be wanted. `before` is the end of the part before it. */
type BlockReader = (part: Buffer, before: Buffer) => Iterable<Block>

/** Returns what gives the blocks of a part that may be wanted, for a source that begins with a sample. */
function blockReader(
  { texts, isPart = false, isBackwards = false }: TextSearch,
  sample: Buffer,
  mayBeWanted: (line: string) => boolean,
): BlockReader {
  if (sample.includes(PACKED)) {
    return (part) => splitBlocks(part).map((text) => ({ text, neighbours: () => [] }))
  }
  const searchOf = texts.length > MAX_SEARCHES ? searchByPattern : searchOneByOne
  const search = searchOf(texts, isPart, sample)
  return function* (part, before) {
    for (const [begin, end] of spansOf(part, search(part), isBackwards)) {
      const text = part.toString('utf8', begin, end).trimEnd()
      const neighbours = (): string[] => neighboursOf(part, before, begin, end)
      if (mayBeWanted(text)) yield { text, neighbours }
    }
  }
}

type Span = readonly [begin: number, end: number]

/** Returns the blocks that hits are in. */
function spansOf(part: Buffer, hits: readonly number[], isBackwards: boolean): Span[] {
  const spans: Span[] = []
  let done = 0
  for (const hit of hits) {
    if (hit < done) continue
    const begin = Math.max(done, blockStart(part, hit))
    done = blockEnd(part, hit)
    spans.push([begin, done])
  }
  return isBackwards ? spans.reverse() : spans
}

function neighboursOf(part: Buffer, earlier: Buffer, begin: number, end: number): string[] {
  const own = part.toString('utf8', Math.max(0, begin - NEIGHBOUR_BYTES), begin)
  const before = begin < NEIGHBOUR_BYTES ? earlier.toString() + own : own
  const after = part.toString('utf8', end, end + NEIGHBOUR_BYTES).split('\n')
  return [...before.split('\n').reverse().slice(0, NEIGHBOURS), ...after.slice(0, NEIGHBOURS)]
}

type Search = (part: Buffer) => number[]

/** Returns the places of texts, in order. */
function searchOneByOne(texts: readonly string[], isPart: boolean, sample: Buffer): Search {
  const finders = texts.map((text) => {
    const length = Buffer.byteLength(text)
    return { find: textFinder(text, sample), length }
  })
  return (part) => {
    const hits = finders.flatMap(({ find, length }) => {
      return find(part).filter((at) => isPart || !isWordByte(part[at + length]))
    })
    return finders.length === 1 ? hits : hits.sort((a, b) => a - b)
  }
}

function searchByPattern(texts: readonly string[], isPart: boolean): Search {
  const sources = texts.map((text) =>
    Buffer.from(text)
      .toString('latin1')
      .replace(/[^\w-]/g, '\\$&'),
  )
  const pattern = new RegExp(`(?:${sources.join('|')})${isPart ? '' : '(?![A-Za-z0-9])'}`, 'g')
  return (part) => Array.from(part.toString('latin1').matchAll(pattern), ({ index }) => index)
}

function isWordByte(byte = 0): boolean {
  const isDigit = byte >= 0x30 && byte <= 0x39
  const letter = byte & 0xdf
  return isDigit || (letter >= 0x41 && letter <= 0x5a)
}
