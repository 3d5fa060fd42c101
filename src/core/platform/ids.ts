import { v7 } from 'uuid'
import { epochMillis } from './clock.ts'

/** Returns a new trace id: `req_` and a UUIDv7, so that ids sort by time. */
export function newTraceId(): string {
  return `req_${newUuid()}`
}

/** Returns a new W3C trace-id of 32 hex digits, for a trace whose own id can't be converted to one. */
export function newW3cTraceId(): string {
  return newUuid().replaceAll('-', '')
}

function newUuid(): string {
  return v7({ random: randomBytes(), msecs: epochMillis() })
}

const words = new Uint32Array(4)
const bytes = new Uint8Array(words.buffer)

/**
 * Returns the random bytes of one UUID, in a buffer that the next call overwrites. Ids must be unique
 * and evenly spread, not secret: asking for secret bytes would make Node load Web Crypto, 5 ms of the
 * first request.
 */
function randomBytes(): Uint8Array {
  for (let index = 0; index < words.length; index += 1) words[index] = random32()
  return bytes
}

function random32(): number {
  return Math.floor(Math.random() * 2 ** 32)
}

const COUNTER_END = 0x1_0000_0000
let prefix: string | undefined
let counter = 0

/**
 * Returns a new span id: 16 hex digits, a random half per process and a counter. Ids of one process
 * sort in the order in which they were made, so that timestamp and span id also order steps that
 * ended within one millisecond.
 */
export function newSpanId(): string {
  if (prefix === undefined || counter === COUNTER_END) {
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

function hex8(value: number): string {
  return value.toString(16).padStart(8, '0')
}
