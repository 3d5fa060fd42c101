import type { TraceRecord } from '../src/core/record.ts'

/** A record that was written within a request. */
export type RequestRecord = TraceRecord & { readonly traceId: string; readonly spanId: string }

/** The record that a line of a server's output is, `undefined` for a line of another kind. */
export function parseRecord(line: string): RequestRecord | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value = JSON.parse(line) as Partial<RequestRecord>
    const isRecord = [value.timestamp, value.level, value.traceId, value.spanId].every(
      (field) => typeof field === 'string',
    )
    return isRecord ? (value as RequestRecord) : undefined
  } catch {
    return undefined // a line that only looks like JSON
  }
}
