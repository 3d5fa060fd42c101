/** A text in UTF-8, and the piece of it that is searched for. */
interface Needle {
  readonly bytes: Buffer
  readonly piece: Buffer
  /** Where the piece begins in the text. */
  readonly offset: number
}

/** V8 looks for the first byte of a piece of this length with the processor's vector instructions. */
const PIECE = 7
/** What an occurrence of a piece costs, in occurrences of its first byte. */
const OCCURRENCE = 40

/**
 * Returns a function that finds all places of a text. It searches for the piece of the text that is the
 * rarest in a sample: most of an id is in many lines, or begins with a byte that is in all of them.
 */
export function textFinder(text: string, sample: Buffer): (part: Buffer) => number[] {
  const { bytes, piece, offset } = needleOf(Buffer.from(text), sample)
  return (part) => {
    const found: number[] = []
    for (let at = part.indexOf(piece, offset); at !== -1; at = part.indexOf(piece, at + 1)) {
      const begin = at - offset
      const end = begin + bytes.length
      if (end <= part.length && part.compare(bytes, 0, bytes.length, begin, end) === 0) {
        found.push(begin)
      }
    }
    return found
  }
}

function needleOf(bytes: Buffer, sample: Buffer): Needle {
  const counts = new Uint32Array(256)
  for (const byte of sample) counts[byte] = (counts[byte] ?? 0) + 1
  const offsets = Array.from({ length: Math.max(1, bytes.length - PIECE + 1) }, (_, at) => at)
  let best: Needle = { bytes, piece: bytes, offset: 0 }
  let least = Number.POSITIVE_INFINITY
  for (const offset of offsets) {
    const piece = bytes.subarray(offset, offset + PIECE)
    const firsts = counts[piece[0] ?? 0] ?? 0
    if (firsts >= least) continue
    const cost = firsts + OCCURRENCE * occurrences(piece, sample)
    if (cost >= least) continue
    least = cost
    best = { bytes, piece, offset }
  }
  return best
}

function occurrences(piece: Buffer, sample: Buffer): number {
  let count = 0
  for (let at = sample.indexOf(piece); at !== -1; at = sample.indexOf(piece, at + 1)) count += 1
  return count
}
