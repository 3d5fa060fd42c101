import { epochMillis } from './clock.ts'

// Ids must be unique and evenly spread, not secret: asking for secret bytes would make Node load Web
// Crypto, 5 ms of the first request.

/** Returns a new trace id: `req_` and a UUIDv7, so that ids sort by time. */
export function newTraceId(): string {
  return `req_${newUuid()}`
}

/** Returns a new W3C trace-id of 32 hex digits, for a trace whose own id can't be converted to one. */
export function newW3cTraceId(): string {
  return newUuid().replaceAll('-', '')
}

const BITS_24 = 0x100_0000

/**
 * Returns a UUIDv7: the time in milliseconds, and 74 random bits (RFC 9562, section 5.7). In parts of
 * at most 25 bits: V8 is slow at the hex digits of larger numbers.
 */
function newUuid(): string {
  const now = epochMillis()
  const time = hex6(now / BITS_24) + hex6(now % BITS_24)
  const version = (0x7000 | (Math.random() * 0x1000)).toString(16)
  const variant = (0x8000 | (Math.random() * 0x4000)).toString(16)
  const rest = hex6(Math.random() * BITS_24) + hex6(Math.random() * BITS_24)
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${rest}`
}

function hex6(value: number): string {
  return (BITS_24 | value).toString(16).slice(1)
}

function random32(): number {
  return Math.floor(randomFraction() * 2 ** 32)
}

/** Returns a random number from 0 up to 1. */
export function randomFraction(): number {
  return Math.random()
}

let prefix: string | undefined
let counter = 0

/**
 * Returns a new span id: 16 hex digits, a random half per process and a counter. Ids of one process
 * sort in the order in which they were made, so that timestamp and span id also order steps that
 * ended within one millisecond.
 */
export function newSpanId(): string {
  const counterEnd = 0x1_0000_0000
  if (prefix === undefined || counter === counterEnd) {
    prefix = hex8(random32() || 1)
    counter = 0
  }
  const last = counter % DIGITS.length
  if (last === 0) block = prefix + hex8(counter).slice(0, -1)
  counter += 1
  return block + DIGITS.charAt(last)
}

const DIGITS = '0123456789abcdef'
/** The first 15 digits of 16 consecutive ids. */
let block = ''

/** Returns an unsigned number of 32 bits as 8 hex digits. */
export function hex8(value: number): string {
  return value.toString(16).padStart(8, '0')
}
