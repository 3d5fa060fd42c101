import type { RequestRecord } from './records.ts'
import { buildTrees, flatten } from './tree.ts'

/** A step with its place in the time of all of them. */
export interface SpanBar {
  readonly record: RequestRecord
  readonly depth: number
  /** Where it begins, and how long it took, as shares of the whole time. */
  readonly begin: number
  readonly share: number
}

/** The steps of a trace, each before what it contains, with their places in time. */
export function placeSteps(records: readonly RequestRecord[]): SpanBar[] {
  const steps = flatten(buildTrees(records))
  const begin = Math.min(...steps.map(({ record }) => startOf(record)))
  const end = Math.max(...steps.map(({ record }) => endOf(record)))
  const whole = Math.max(end - begin, Number.MIN_VALUE)
  return steps.map(({ record, depth }) => ({
    record,
    depth,
    begin: Math.min((startOf(record) - begin) / whole, 1),
    share: Math.min((record.duration ?? 0) / whole, 1),
  }))
}

/** When a step began, in milliseconds since 1970: its record was written when it ended. */
export function startOf(record: RequestRecord): number {
  return endOf(record) - (record.duration ?? 0)
}

/** When a step ended. */
export function endOf({ timestamp }: RequestRecord): number {
  return Date.parse(timestamp)
}
