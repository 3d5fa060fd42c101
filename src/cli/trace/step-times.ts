import type { RequestRecord } from '../../lines/record.ts'

/** Returns the begin of a step, in milliseconds since 1970. */
export function beginOf(record: RequestRecord): number {
  return endOf(record) - (record.duration ?? 0)
}

/** Returns the end of a step, in milliseconds since 1970: its record is written when it ends. */
export function endOf({ timestamp }: RequestRecord): number {
  return Date.parse(timestamp)
}
