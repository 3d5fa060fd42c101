import type { TraceRecord } from '../../core/record.ts'

/** A record that was written within a request. */
export type RequestRecord = TraceRecord & { readonly traceId: string; readonly spanId: string }

/**
 * The record that a line of a server's output is, `undefined` for a line of another kind.
 * It begins at the first brace: Lambda's text format writes words before it.
 */
export function parseRecord(line: string): RequestRecord | undefined {
  const begin = line.indexOf('{')
  if (begin === -1) return undefined
  try {
    const value = JSON.parse(line.slice(begin)) as Partial<RequestRecord>
    const isRecord = [value.timestamp, value.level, value.traceId, value.spanId].every(
      (field) => typeof field === 'string',
    )
    return isRecord ? (value as RequestRecord) : undefined
  } catch {
    return undefined // a line that only looks like JSON
  }
}
