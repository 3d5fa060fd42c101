import type { RequestRecord } from '../../lines/record.ts'
import { greatest, least } from './extent.ts'
import { buildTrees, flatten } from './tree.ts'

/** A step's bar in a waterfall. */
export interface SpanBar {
  readonly record: RequestRecord
  readonly depth: number
  /** The begin, as a share of the trace's time. */
  readonly begin: number
  /** The duration, as a share of the trace's time. */
  readonly share: number
}

/** Returns a bar for each step of a trace, each before the steps within it. */
export function spanBars(records: readonly RequestRecord[]): SpanBar[] {
  const steps = flatten(buildTrees(records))
  const begin = least(steps.map(({ record }) => startOf(record)))
  const end = greatest(steps.map(({ record }) => endOf(record)))
  const whole = Math.max(end - begin, Number.MIN_VALUE)
  return steps.map(({ record, depth }) => ({
    record,
    depth,
    begin: Math.min((startOf(record) - begin) / whole, 1),
    share: Math.min((record.duration ?? 0) / whole, 1),
  }))
}

/** Returns the begin of a step, in milliseconds since 1970. */
export function startOf(record: RequestRecord): number {
  return endOf(record) - (record.duration ?? 0)
}

/** Returns the end of a step, in milliseconds since 1970: its record is written when it ends. */
export function endOf({ timestamp }: RequestRecord): number {
  return Date.parse(timestamp)
}
