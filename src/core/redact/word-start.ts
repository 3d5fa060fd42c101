/**
 * The source of a pattern that matches where a word begins: behind what can't be part of it, or
 * behind an escape such as `\n` or `%3D`, whose own letters are no part of it.
 */
export function wordStart(part: string): string {
  return String.raw`(?:(?<![${part}\\%])|(?<=\\[bfnrt]|%[\dA-Fa-f]{2}))`
}
