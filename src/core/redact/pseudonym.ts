import { builtin } from '../platform/node.ts'
import { MASK } from './mask.ts'

const LENGTH = 24

/**
 * Returns a value's HMAC-SHA-256, cut to 96 bits: equal values stay equal. On a runtime without it,
 * returns the mask.
 */
export function pseudonymOf(value: string, key: string): string {
  const pseudonym = /^hash:[\da-f]{24}$/
  if (pseudonym.test(value)) return value
  // Loaded at its first use, because that takes milliseconds.
  const { createHmac } = builtin((get) => get('node:crypto')) ?? {}
  if (createHmac === undefined) return MASK
  return `hash:${createHmac('sha256', key).update(value).digest('hex').slice(0, LENGTH)}`
}
