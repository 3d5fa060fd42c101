import { builtin } from '../platform/node.ts'
import { MASK } from './mask.ts'

const LENGTH = 24
const PSEUDONYM = /^hash:[\da-f]{24}$/

/**
 * Replaces a value by an HMAC-SHA-256 of it, cut to 96 bits: equal values stay equal.
 * Where the runtime has no such hash, all become the mask.
 */
export function pseudonymOf(value: string, key: string): string {
  if (PSEUDONYM.test(value)) return value
  // Asked for when needed, since loading it takes milliseconds.
  const { createHmac } = builtin((get) => get('node:crypto')) ?? {}
  if (createHmac === undefined) return MASK
  return `hash:${createHmac('sha256', key).update(value).digest('hex').slice(0, LENGTH)}`
}
