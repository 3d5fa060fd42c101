import { hex8 } from '../platform/ids.ts'
import { absorbed } from './chaskey.ts'

/**
 * Returns a function of W3C trace-ids. It returns the 8 hex digits that decide instead of the id's own:
 * a keyed hash. Without the salt, nobody can choose an id by them.
 */
export function saltedBy(salt: string): (w3cTraceId: string) => string {
  const key = absorbed([0, 0, 0, 0], new TextEncoder().encode(salt))
  return (w3cTraceId) => {
    const words = [0, 8, 16, 24].map((at) => Number.parseInt(w3cTraceId.slice(at, at + 8), 16))
    return hex8(absorbed(key, words)[0] >>> 0)
  }
}
