import type { RequestRecord } from '../../lines/record.ts'

/**
 * Returns the begin of a step, in milliseconds since 1970. A step doesn't begin before 1970, whatever its
 * duration says: anybody can print a record.
 */
export function beginOf(record: RequestRecord): number {
  const end = endOf(record)
  return Math.max(end - (record.duration ?? 0), Math.min(end, 0))
}

/** Returns the end of a step, in milliseconds since 1970: its record is written when it ends. */
export function endOf({ timestamp }: RequestRecord): number {
  return Date.parse(timestamp)
}
