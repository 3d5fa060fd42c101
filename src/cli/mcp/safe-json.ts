/**
 * What JSON leaves as it is, but a reader of the text may take for something else: characters that can't be
 * seen or change the order of others, and those that begin tags and end fences.
 */
const RISKY = /[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029<>`]/gu

/** Writes a value as JSON in one line of visible text. Whoever parses it gets the same value. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(RISKY, escapeUnits)
}

/** Returns the number of bytes that a value takes as JSON. */
export function sizeOf(value: unknown): number {
  return Buffer.byteLength(safeJson(value))
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
