import { parseObject } from '../../core/lib/parse-object.ts'
import { safeGet } from '../../core/lib/safe-get.ts'
import type { Carrier } from '../../core/propagation/carrier.ts'
import { isForwardedTrace } from './forwarded-trace.ts'
import type { Input } from './injector.ts'
import { isNearLimit } from './limits.ts'

/**
 * Adds the trace as `_trace` to a member that is a JSON object, as text or bytes. The rest of the
 * JSON stays the same, byte for byte. Other members, and those near a size limit, are not changed.
 */
export function injectJson(input: Input, name: string, carrier: Carrier): Input {
  if (isNearLimit(input, carrier)) return input
  const value = changeText(input[name], (text) => withTrace(text, carrier) ?? text)
  return value === input[name] ? input : { ...input, [name]: value }
}

/** Changes a value that is a text, or the bytes of one. Other values are returned as they are. */
export function changeText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (!(value instanceof Uint8Array)) return value
  // In latin1 each byte is one character, so that invalid UTF-8 survives too.
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')
  const changed = change(text)
  return changed === text ? value : Buffer.from(changed, 'latin1')
}

function withTrace(text: string, carrier: Carrier): string | undefined {
  const content = parseObject(text)
  if (content === undefined) return undefined
  if (Object.hasOwn(content, '_trace')) {
    return withTraceReplaced(text, safeGet(content, '_trace'), carrier)
  }
  const end = text.lastIndexOf('}')
  const members = text.slice(0, end)
  const comma = members.trimEnd().endsWith('{') ? '' : ','
  return `${members}${comma}${traceMember(carrier.fields)}${text.slice(end)}`
}

/**
 * Replaces a trace that was only forwarded. Returns `undefined` for any other trace, and for one
 * that is spelled in another way than ours.
 */
function withTraceReplaced(text: string, given: unknown, carrier: Carrier): string | undefined {
  if (!isForwardedTrace((name) => safeGet(given, name), carrier)) return undefined
  const changed = text.replace(traceMember(given), () => traceMember(carrier.fields))
  const sent = safeGet(parseObject(changed), '_trace')
  return traceMember(sent) === traceMember(carrier.fields) ? changed : undefined
}

function traceMember(trace: unknown): string {
  return `"_trace":${JSON.stringify(trace)}`
}
