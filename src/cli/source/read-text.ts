import { readFileSync } from 'node:fs'

/**
 * Returns the text of a file. Returns `undefined` if it can't be read, or isn't UTF-8: an edit would
 * lose what can't be decoded.
 */
export function readText(file: string): string | undefined {
  try {
    const bytes = readFileSync(file)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
