import { expect } from 'vitest'
import { parseRecord, type RequestRecord } from '../../../src/lines/record.ts'

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** Returns the records among a process's lines. Fails if Lambda can't read a record's level or time. */
export function recordsOf(lines: readonly string[]): RequestRecord[] {
  for (const line of lines) expect(line).toMatch(/\n$/)
  const records = lines.map(parseRecord).filter((record) => record !== undefined)
  for (const { level, timestamp } of records) {
    expect(level).toMatch(/^(debug|info|warn|error)$/)
    expect(timestamp).toMatch(RFC_3339)
  }
  // No record is wrapped into the message of another line.
  expect(lines.filter((line) => line.includes('traceId'))).toHaveLength(records.length)
  return records
}

/** Returns the records of each trace, in the order of the traces' starts. */
export function byTrace(records: readonly RequestRecord[]): RequestRecord[][] {
  return [...Map.groupBy(records, ({ traceId }) => traceId).values()]
}
