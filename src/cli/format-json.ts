const ESCAPED = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu

/**
 * Formats a value as indented JSON. Characters that could act on a terminal are escaped as JSON
 * escapes them, so that whoever parses the text gets the same value.
 */
export function formatJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2).replace(ESCAPED, escapeUnits)}\n`
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
