import { fileURLToPath } from 'node:url'

/** A frame of a stack, as V8 writes it. */
export interface Frame {
  /** What stands before the place: spaces, `at `, and `async ` if the frame has it. */
  readonly start: string
  /** The function, or nothing. */
  readonly name: string
  /** The path of the file, with slashes. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

const MAX_LENGTH = 2_000
const POSITION = /:(\d{1,9}):(\d{1,9})(\)?)$/

/** Parses a line of a stack from its end, since paths may have parentheses: `app/(shop)/page.js`. */
export function parseFrame(line: string): Frame | undefined {
  if (line.length > MAX_LENGTH) return undefined
  const [start] = /^ +at (?:async )?/.exec(line) ?? []
  const position = POSITION.exec(line)
  if (start === undefined || position === null) return undefined
  const [, lineNumber, column, close] = position
  const place = line.slice(start.length, position.index)
  const open = close === '' ? -2 : place.indexOf(' (')
  if (open === -1) return undefined
  const name = open < 0 ? '' : place.slice(0, open)
  const file = pathOf(place.slice(open + 2))
  if (file === undefined) return undefined
  return { start, name, file, line: Number(lineNumber), column: Number(column) }
}

/** Returns the path of a place; `undefined` for code that is no file of the application. */
function pathOf(place: string): string | undefined {
  const isUrl = /^[\w-]{2,}:/.test(place)
  if (isUrl && !place.startsWith('file:///')) return undefined
  const path = isUrl ? fromUrl(place) : place
  const slashes = path?.replaceAll('\\', '/')
  return slashes && /^\/var\/runtime\/|(?:^|\/)node_modules\//.test(slashes) ? undefined : slashes
}

function fromUrl(url: string): string | undefined {
  try {
    return fileURLToPath(url, { windows: /^file:\/\/\/[a-z]:/i.test(url) })
  } catch {
    return undefined // no file, such as one of an escaped slash
  }
}
