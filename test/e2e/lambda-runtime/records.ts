import { expect } from 'vitest'
import { parseRecord, type RequestRecord } from '../../../src/cli/trace/records.ts'

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** The records among the lines of a process; holds that Lambda can read the level and time of each. */
export function recordsOf(lines: readonly string[]): RequestRecord[] {
  for (const line of lines) expect(line).toMatch(/\n$/)
  const records = lines.map(parseRecord).filter((record) => record !== undefined)
  for (const { level, timestamp } of records) {
    expect(level).toMatch(/^(debug|info|warn|error)$/)
    expect(timestamp).toMatch(RFC_3339)
  }
  // None is wrapped into the message of another line.
  expect(lines.filter((line) => line.includes('traceId'))).toHaveLength(records.length)
  return records
}

/** The records of each trace, in the order in which the traces begin. */
export function byTrace(records: readonly RequestRecord[]): RequestRecord[][] {
  return [...Map.groupBy(records, ({ traceId }) => traceId).values()]
}
