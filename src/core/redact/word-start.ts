/**
 * Returns the source of a pattern that matches where a word begins: after a character that can't be
 * part of it, or after an escape such as `\n`, `%3D` or `%253D`.
 * @param part the characters of a word, as in a character class
 */
export function wordStart(part: string): string {
  return String.raw`(?:(?<![${part}\\%])|(?<=\\[bfnrt]|%(?:25)?[\dA-Fa-f]{2}))`
}
