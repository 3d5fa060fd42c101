/** A text of any length. */
export interface Adversary {
  /** Says what the text consists of. */
  readonly name: string
  make(length: number): string
}

/** Characters that most classes have some of. */
export const COMMON = ['a', '1', ' ', '.', 'A', '"', '-', '\n', '@', '/', '\\', '[']
const MAX_PIECES = 14
const MAX_IN_PAIRS = 5
/** At the last one a pattern that has come so far may fail. */
const ENDS = ['', '\n!', ...COMMON.slice(0, 2)]

/** Returns the texts that a pattern may begin to match again and again. */
export function adversariesOf(pattern: RegExp): readonly Adversary[] {
  const pieces = piecesOf(pattern)
  const inOrder = pieces.map((_piece, index) => pieces.slice(0, index + 1).join(''))
  const begins = new Set(['', ...inOrder, ...pieces])
  const pairs = pieces.slice(0, MAX_IN_PAIRS).flatMap((piece, _index, some) => {
    return some.map((other) => piece + other)
  })
  const repeated = new Set([...pieces, ...pairs, ...COMMON])
  return [...begins].flatMap((begin) =>
    [...repeated].flatMap((piece) => ENDS.map((end) => adversary(piece, begin, end))),
  )
}

/** Returns a text of one piece again and again, between a beginning and an end. */
export function adversary(piece: string, begin = '', end = ''): Adversary {
  return {
    name: [begin, `${piece}…`, end].map((part) => JSON.stringify(part)).join(' '),
    make: (length) => begin + piece.repeat(Math.ceil(length / piece.length)) + end,
  }
}

/** What a pattern consists of: its classes, and the texts between them. */
const PART =
  /\\u\{?[\da-f]+\}?|\\x[\da-f]{2}|\\.|\[(?:\\.|[^\]\\])*\]|\.|\{\d+,?\d*\}|\(\?(?:[:=!]|<[=!]?)|[^\\[\](){}|*+?^$.]+/giu

/** Returns texts that parts of a pattern match. */
export function piecesOf({ source, flags }: RegExp): readonly string[] {
  const parts = source.match(PART) ?? []
  const pieces = parts.flatMap((part) => samplesOf(part, flags.replace(/[gy]/g, '')))
  return [...new Set(pieces)].slice(0, MAX_PIECES)
}

function samplesOf(part: string, flags: string): readonly string[] {
  if (/^(?:\{|\(\?)/.test(part)) return []
  if (!/^[\\[.]/.test(part)) return [part]
  try {
    const whole = new RegExp(`^${part}$`, flags)
    const escaped = part.replace(/^\\/, '')
    return [escaped, ...COMMON].filter((sample) => sample !== '' && whole.test(sample)).slice(0, 2)
  } catch {
    return [] // a reference to a group
  }
}
