/** The fields of a `traceparent` header. */
export interface Traceparent {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string
  /** The caller's span: 16 lower-case hex digits, not all zero. */
  readonly parentId: string
  /** Bit 0 sampled, bit 1 random. */
  readonly flags: number
}

/** The flag of a sampled trace. */
export const SAMPLED = 1
/** The flag of a trace-id whose last 56 bits are random. */
export const RANDOM = 2

// A higher version may add fields after a dash. A comma joins several headers.
const FORM =
  /^[ \t]*(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-[!-+\--~]*)?[ \t]*$/
/** The length of version 00. */
const LENGTH = 55
const KNOWN_FLAGS = SAMPLED | RANDOM

/**
 * Parses a `traceparent`. Returns `undefined` for anything else.
 * @see https://www.w3.org/TR/trace-context-2/#traceparent-header
 */
export function parseTraceparent(text: string | undefined): Traceparent | undefined {
  if (text === undefined || !FORM.test(text)) return undefined
  const plain = text.trim()
  if (plain.startsWith('00') && plain.length > LENGTH) return undefined
  const flags = Number.parseInt(plain.slice(53, LENGTH), 16) & KNOWN_FLAGS
  return { traceId: plain.slice(3, 35), parentId: plain.slice(36, 52), flags }
}

/** Formats a `traceparent` of version 00. */
export function formatTraceparent({ traceId, parentId, flags }: Traceparent): string {
  return `00-${traceId}-${parentId}-0${flags & KNOWN_FLAGS}`
}
