const ESCAPED = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu

/**
 * Formats a value as indented JSON. Characters that could act on a terminal are escaped as JSON
 * escapes them, so that whoever parses the text gets the same value.
 */
export function formatJson(value: object): string {
  return escapeJson(`${JSON.stringify(value, undefined, 2)}\n`)
}

/** Escapes the characters of a text in JSON that could act on a terminal. */
export function escapeJson(text: string): string {
  return text.replace(ESCAPED, escapeUnits)
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
