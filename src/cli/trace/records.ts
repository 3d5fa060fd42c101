import type { TraceRecord } from '../../core/record.ts'

/** A record of a request. */
export type RequestRecord = TraceRecord & { readonly traceId: string; readonly spanId: string }

/**
 * Parses a line of a server's output. The record begins at the first brace: Lambda's text format writes
 * text before it.
 * @returns `undefined` if the line is not a record
 */
export function parseRecord(line: string): RequestRecord | undefined {
  const begin = line.indexOf('{')
  if (begin === -1) return undefined
  try {
    const value = JSON.parse(line.slice(begin)) as Partial<RequestRecord>
    const isRecord = [value.timestamp, value.level, value.traceId, value.spanId].every(
      (field) => typeof field === 'string',
    )
    return isRecord && !isDeep(value) ? (value as RequestRecord) : undefined
  } catch {
    return undefined // a line with a brace that is not JSON
  }
}

/** More than a record nests: 8 levels of metadata, 5 causes. Indented, deeper JSON would be huge. */
const MAX_DEPTH = 32

function isDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    level = level.flatMap((one) => Object.values(Object(one) === one ? (one as object) : {}))
  }
  return level.length > 0
}
