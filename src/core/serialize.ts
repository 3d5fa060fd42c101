import { plain } from './plain.ts'
import type { TraceRecord } from './record.ts'

/** A record as one line of JSON, in bytes of UTF-8. Longer lines may be split on their way to CloudWatch. */
export const LINE_LIMIT = 60_000

/** A record's metadata as JSON can hold it, marked when something was cut. */
export function withPlainMetadata(record: TraceRecord): TraceRecord {
  if (record.metadata === undefined) return record
  const { value, cut } = plain(record.metadata)
  return { ...record, metadata: value as TraceRecord['metadata'], ...(cut && { truncated: true }) }
}

/** One record as one line of JSON, without the newline. */
export function serialize(record: TraceRecord): string {
  const line = JSON.stringify(record)
  if (fits(line)) return line
  return JSON.stringify({
    ...record,
    truncated: true,
    metadata: undefined,
    error: record.error && {
      message: record.error.message.slice(0, 1000),
      code: record.error.code,
    },
  })
}

function fits(line: string): boolean {
  // A UTF-16 unit takes at most three bytes of UTF-8.
  return line.length * 3 <= LINE_LIMIT || new TextEncoder().encode(line).length <= LINE_LIMIT
}
