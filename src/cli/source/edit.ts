/** Replaces a part of a text. Of two edits at one position, the first one given comes first. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Returns an edit that inserts a text. */
export function insert(at: number, text: string): Edit {
  return { start: at, end: at, text }
}

/** Applies edits that don't overlap. All other characters of the text stay as they are. */
export function applyEdits(code: string, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end)
  let result = ''
  let position = 0
  for (const { start, end, text } of ordered) {
    result += code.slice(position, start) + text
    position = end
  }
  return result + code.slice(position)
}
