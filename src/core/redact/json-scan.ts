/**
 * Returns where a string's content ends: before its own closing quote, before that of a string around
 * it, or with the text.
 * @param backslashes how many of them precede the string's quotes
 */
export function stringEnd(text: string, from: number, quote: string, backslashes: number): number {
  // A quote that is nested n strings deep follows 2ⁿ - 1 backslashes, and 2ⁿ⁺¹ more for each
  // backslash that ends the content.
  const source = `(?<!\\\\)((?:\\\\{${2 * backslashes + 2}})*)\\\\{0,${backslashes}}${quote}`
  const closing = new RegExp(source, 'g')
  closing.lastIndex = from
  const found = closing.exec(text)
  return found === null ? text.length : found.index + (found[1] ?? '').length
}

const DEPTH: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 }

/** Returns where the object or list that begins at `from` ends, or the string around it, or the text. */
export function bracketsEnd(text: string, from: number, backslashes: number): number {
  const mark = /(?<!\\)(\\*)(["'`])|[[\]{}]/g
  mark.lastIndex = from
  let depth = 0
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const [sign, { length } = '', quote] = found
    if (quote !== undefined) {
      if (length < backslashes) return found.index
      const end = stringEnd(text, mark.lastIndex, quote, length)
      if (!text.startsWith(sign, end)) return end
      mark.lastIndex = end + sign.length
    }
    depth += DEPTH[sign] ?? 0
    if (depth === 0) return mark.lastIndex
  }
  return text.length
}
