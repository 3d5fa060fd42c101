import { traceIdFromW3c, w3cFromTraceId } from './trace-id.ts'

/** The fields of an `X-Amzn-Trace-Id` in their order: always `Root`; `Parent`, `Sampled` and others if sent. */
export type XrayHeader = ReadonlyMap<string, string>

// Printable, without a comma: two joined headers are refused.
const PRINTABLE = /^[\t -+\--~]{1,1024}$/
const FIELD = /^([\w-]+)[ \t]*=[ \t]*([^ \t]*)$/
const ROOT = /^1-(?!0{8}-0{24})[\da-f]{8}-[\da-f]{24}$/
const PARENT = /^(?:(?!0{16})[\da-f]{16})?$/
const SAMPLED = /^[01?]?$/

/**
 * Parses an `X-Amzn-Trace-Id`. Returns `undefined` for anything else, and for one without a `Root`.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function parseXrayHeader(text: string | undefined): XrayHeader | undefined {
  if (text === undefined || !PRINTABLE.test(text)) return undefined
  const header = new Map<string, string>()
  const parts = text.split(';')
  for (let at = 0; at < parts.length; at += 1) {
    const field = parts[at]?.trim() ?? ''
    if (field === '') continue
    const found = FIELD.exec(field)
    const name = found?.[1]
    if (name === undefined || header.has(name)) return undefined
    header.set(name, found?.[2] ?? '')
  }
  return isXray(header) ? header : undefined
}

/** Formats an `X-Amzn-Trace-Id`. */
export function formatXrayHeader(header: XrayHeader): string {
  return Array.from(header, ([name, value]) => `${name}=${value}`).join(';')
}

/** Returns the trace id of an X-Ray trace id; `undefined` for anything else. */
export function traceIdFromXray(root: string): string | undefined {
  return ROOT.test(root) ? traceIdFromW3c(w3cFromXray(root)) : undefined
}

/** Returns the X-Ray spelling of a trace id; `undefined` for a foreign id, which has none. */
export function xrayFromTraceId(traceId: string): string | undefined {
  const root = xrayFromW3c(w3cFromTraceId(traceId) ?? '')
  return ROOT.test(root) ? root : undefined
}

/** Returns the W3C trace-id, 32 hex digits, of a header's `Root`. */
export function w3cFromXray(root: string): string {
  return root.slice(2, 10) + root.slice(11)
}

/** Returns the X-Ray spelling of a W3C trace-id, which is 32 lower-case hex digits. */
export function xrayFromW3c(hex: string): string {
  return `1-${hex.slice(0, 8)}-${hex.slice(8)}`
}

function isXray(header: XrayHeader): boolean {
  const field = (name: string): string => header.get(name) ?? ''
  return ROOT.test(field('Root')) && PARENT.test(field('Parent')) && SAMPLED.test(field('Sampled'))
}
