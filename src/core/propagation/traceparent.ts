/** What a `traceparent` header says. */
export interface Traceparent {
  /** 32 lower-case hex, not all zero. */
  readonly traceId: string
  /** The caller's span: 16 lower-case hex, not all zero. */
  readonly parentId: string
  /** Bit 0 sampled, bit 1 random. */
  readonly flags: number
}

/** The flag of a sampled trace. */
export const SAMPLED = 1
/** The flag of a trace-id whose last 56 bits are random. */
export const RANDOM = 2

// What a higher version adds is set off by a dash; two headers joined with a comma are none.
const FORM = /^[ \t]*([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[!-+\--~]*)?[ \t]*$/
const ZEROS = /^0+$/
const KNOWN_FLAGS = SAMPLED | RANDOM

/**
 * Parses a `traceparent`; `undefined` for anything that isn't one.
 * @see https://www.w3.org/TR/trace-context-2/#traceparent-header
 */
export function parseTraceparent(text: string | undefined): Traceparent | undefined {
  const parts = FORM.exec(text ?? '')
  if (parts === null) return undefined
  const [, version, traceId = '', parentId = '', flags = '', suffix] = parts
  const malformed = version === 'ff' || (version === '00' && suffix !== undefined)
  if (malformed || ZEROS.test(traceId) || ZEROS.test(parentId)) return undefined
  return { traceId, parentId, flags: Number.parseInt(flags, 16) & KNOWN_FLAGS }
}

/** The flags to send on: those that came, with the decision of whether the trace is sampled. */
export function sentFlags(flags: number, isSampled: boolean): number {
  return (flags & ~SAMPLED) | (isSampled ? SAMPLED : 0)
}

/** Formats a `traceparent` of version 00. */
export function formatTraceparent({ traceId, parentId, flags }: Traceparent): string {
  return `00-${traceId}-${parentId}-0${flags & KNOWN_FLAGS}`
}
