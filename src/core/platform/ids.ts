import { v7 } from 'uuid'

/** A new trace id: `req_` and a UUIDv7, so that ids sort by time. */
export function newTraceId(): string {
  return `req_${v7({ random: randomBytes() })}`
}

/** A new W3C trace-id of 32 hex, for a trace whose own id can't be spelled as one. */
export function newW3cTraceId(): string {
  return v7({ random: randomBytes() }).replaceAll('-', '')
}

const words = new Uint32Array(4)
const bytes = new Uint8Array(words.buffer)

/**
 * The random bytes of one UUID, until the next ones. Ids must differ, and be spread evenly, but needn't be
 * secret: to ask for secret ones makes Node load its Web Crypto, 5 ms of a first request.
 */
function randomBytes(): Uint8Array {
  for (let at = 0; at < words.length; at += 1) words[at] = random32()
  return bytes
}

function random32(): number {
  return Math.floor(Math.random() * 2 ** 32)
}

const COUNTER_END = 0x1_0000_0000
let prefix: string | undefined
let counter = 0

/**
 * A new span id: 16 hex, a random half per process and a counter.
 * Ids of one process sort in the order in which they were made, so that (timestamp, spanId)
 * orders also the steps that ended within one millisecond.
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
/** What the ids of 16 spans begin with. */
let block = ''

function hex8(value: number): string {
  return value.toString(16).padStart(8, '0')
}
