import type { Chunks } from './chunks.ts'
import { gunzip } from './gunzip.ts'
import { unzstd } from './unzstd.ts'

type Decoder = (chunks: Chunks, report: (problem: string) => void) => Chunks

const GZIP = [0x1f, 0x8b]
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd]
/** The end of what begins a frame to skip, such as those of `pzstd`. The first byte varies in 4 bits. */
const ZSTD_SKIPPED = [0x2a, 0x4d, 0x18]
const UTF8_BOM = [0xef, 0xbb, 0xbf]
const UTF16_LE = [0xff, 0xfe]
const UTF16_BE = [0xfe, 0xff]
const LONGEST_MARK = 4
/** A `.gz` may hold UTF-16. */
const MAX_NESTING = 3

/**
 * Returns the UTF-8 text of a file, by its first bytes: gzip, Zstandard, UTF-16 and marks of the byte
 * order are decoded.
 * @param report called if the file ends too early. What could be read is returned
 */
export async function* decode(
  chunks: Chunks,
  report: (problem: string) => void,
  nesting = 0,
): AsyncGenerator<Uint8Array> {
  const { start, rest } = await readStart(chunks)
  const whole = prepend(start, rest)
  const decoder = nesting < MAX_NESTING ? decoderOf(start) : undefined
  if (decoder === undefined) yield* whole
  else yield* decode(decoder(whole, report), report, nesting + 1)
}

/** Whether a file that begins with these bytes is more than UTF-8 text. */
export function isEncoded(start: Uint8Array): boolean {
  return decoderOf(start) !== undefined
}

function decoderOf(start: Uint8Array): Decoder | undefined {
  const begins = (mark: readonly number[]): boolean =>
    mark.every((byte, index) => start[index] === byte)
  if (begins(GZIP)) return gunzip
  if (begins(ZSTD) || isSkippedFrame(start)) return unzstd
  if (begins(UTF8_BOM)) return (chunks) => skip(chunks, UTF8_BOM.length)
  if (begins(UTF16_LE)) return (chunks) => fromUtf16(chunks, 'utf-16le')
  if (begins(UTF16_BE)) return (chunks) => fromUtf16(chunks, 'utf-16be')
  const unmarked = unmarkedUtf16(start)
  return unmarked === undefined ? undefined : (chunks) => fromUtf16(chunks, unmarked)
}

function isSkippedFrame(start: Uint8Array): boolean {
  const [first = 0] = start
  return first >> 4 === 5 && ZSTD_SKIPPED.every((byte, index) => start[index + 1] === byte)
}

/** Returns the byte order of two characters of ASCII in UTF-16. */
function unmarkedUtf16(start: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = Array.from(start.subarray(0, LONGEST_MARK), (byte) => Number(byte === 0)).join('')
  if (zeros === '0101') return 'utf-16le'
  return zeros === '1010' ? 'utf-16be' : undefined
}

async function readStart(
  chunks: Chunks,
): Promise<{ start: Uint8Array; rest: AsyncIterator<Uint8Array> }> {
  const rest = chunks[Symbol.asyncIterator]()
  let start: Uint8Array = new Uint8Array()
  while (start.length < LONGEST_MARK) {
    const { value, done } = await rest.next()
    if (done) break
    start = start.length === 0 ? value : Buffer.concat([start, value])
  }
  return { start, rest }
}

async function* prepend(
  start: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (start.length > 0) yield start
    yield* { [Symbol.asyncIterator]: () => rest }
  } finally {
    // Closes the file, even if the reader stops at the start.
    await rest.return?.()
  }
}

async function* skip(chunks: Chunks, count: number): AsyncGenerator<Uint8Array> {
  let left = count
  for await (const chunk of chunks) {
    if (left === 0) yield chunk
    else yield chunk.subarray(left)
    left = 0
  }
}

async function* fromUtf16(
  chunks: Chunks,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) {
    yield Buffer.from(decoder.decode(chunk, { stream: true }))
  }
  yield Buffer.from(decoder.decode())
}
