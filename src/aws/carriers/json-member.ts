import { parseObject } from '../../core/lib/parse-object.ts'
import { safeGet } from '../../core/lib/safe-get.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import { isStale } from './forwarded-trace.ts'
import type { Input } from './injector.ts'
import { isNearLimit } from './limits.ts'

/**
 * Has a member of an input that is a JSON object, as a text or in bytes, carry the trace as its
 * member `_trace`, unless that might make it too large. What else stands there stays as it is, byte by byte;
 * anything else stays as a whole.
 */
export function inJsonMember(input: Input, name: string, carrier: Carrier): Input {
  if (isNearLimit(input, carrier)) return input
  const value = input[name]
  if (typeof value === 'string') return replaced(input, name, withTrace(value, carrier))
  if (!(value instanceof Uint8Array)) return input
  // In latin1 each byte is a character: also those of UTF-8 come back as they were.
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
  const changed = withTrace(text, carrier)
  return replaced(input, name, changed && Buffer.from(changed, 'latin1'))
}

function replaced(input: Input, name: string, value: unknown): Input {
  return value === undefined ? input : { ...input, [name]: value }
}

function withTrace(text: string, carrier: Carrier): string | undefined {
  const content = parseObject(text)
  if (content === undefined) return undefined
  if (Object.hasOwn(content, '_trace')) return renewed(text, safeGet(content, '_trace'), carrier)
  const end = text.lastIndexOf('}')
  const comma = Object.keys(content).length > 0 ? ',' : ''
  return `${text.slice(0, end)}${comma}${spelled(carrier)}${text.slice(end)}`
}

/** The text with the trace in place of the one that it was handed on with, as far as that is found. */
function renewed(text: string, given: unknown, carrier: Carrier): string | undefined {
  if (!isStale((name) => safeGet(given, name), carrier)) return undefined
  const changed = text.replace(spelled(given), () => spelled(carrier))
  const sent = safeGet(parseObject(changed), '_trace')
  return spelled(sent) === spelled(carrier) ? changed : undefined
}

function spelled(trace: unknown): string {
  return `"_trace":${JSON.stringify(trace)}`
}
