import { builtin } from '../core/platform/node.ts'
import { readEntry } from '../lines/entry.ts'
import { readEvents } from '../lines/read-events.ts'
import type { RequestRecord } from '../lines/record.ts'

/** A subscription holds at most 10 MB. */
const MAX_UNPACKED = 64 * 1024 * 1024

/** The data of CloudWatch Logs, in base64, unpacked. */
interface LogsPayload {
  readonly messageType?: unknown
  readonly logEvents?: unknown
}

/**
 * Returns the records in data that CloudWatch Logs sends to a subscription.
 * @returns `undefined` for messages of CloudWatch Logs itself
 * @throws TypeError if it is no such data
 */
export function recordsInPayload(base64: unknown): readonly RequestRecord[] | undefined {
  const payload = unpack(base64)
  if (payload?.messageType === 'CONTROL_MESSAGE') return undefined
  if (payload?.messageType !== 'DATA_MESSAGE' || !Array.isArray(payload.logEvents))
    throw new TypeError(
      'hoptrace: forwarder() got no data of CloudWatch Logs. Its trigger must be a subscription filter, or Firehose with the data as it is',
    )
  return payload.logEvents.flatMap((event: { readonly message?: unknown } | null) =>
    typeof event?.message === 'string' ? recordsIn(event.message) : [],
  )
}

/**
 * Returns the record that a line is. Text before it, or JSON around it, comes from another logger: anybody
 * can make a service log a text that looks like a record.
 */
function recordsIn(message: string): readonly RequestRecord[] {
  return readEvents(message).flatMap((event) => {
    const entry = event.prefix === '' ? readEntry(event, '') : undefined
    return entry?.kind === 'record' ? [entry.record] : []
  })
}

function unpack(base64: unknown): LogsPayload | undefined {
  try {
    const bytes = Buffer.from(String(base64), 'base64')
    const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b
    const text = isCompressed
      ? builtin((get) => get('node:zlib').gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED }))
      : bytes
    return JSON.parse(String(text)) ?? undefined
  } catch {
    return undefined
  }
}
