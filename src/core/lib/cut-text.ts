/** Returns at most `limit` characters of a text as well-formed Unicode, without a half character at its end. */
export function cutText(text: string, limit: number): string {
  return text
    .slice(0, limit)
    .replace(/[\ud800-\udbff]$/, '')
    .toWellFormed()
}
