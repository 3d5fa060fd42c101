import type { RequestRecord } from '../../lines/record.ts'
import { greatest, least } from './extent.ts'
import { findUnfinished } from './failure.ts'
import { beginOf, endOf } from './step-times.ts'
import { buildTrees, flatten } from './tree.ts'

/** A step's bar in a waterfall. */
export interface SpanBar {
  /** The record of the step's end; of a step that never ended, of its start. */
  readonly record: RequestRecord
  /** Whether the step never ended. Its bar leads to the end of the trace. */
  readonly isOpen: boolean
  readonly depth: number
  /** The begin, as a share of the trace's time. */
  readonly begin: number
  /** The duration, as a share of the trace's time. */
  readonly share: number
}

/** Returns a bar for each step of a trace, each before the steps within it. */
export function spanBars(records: readonly RequestRecord[]): SpanBar[] {
  const open = new Set(findUnfinished(records))
  const steps = flatten(buildTrees(records, [...open]))
  const begin = least(steps.map(({ record }) => beginOf(record)))
  // What never ended ran at least until the last line.
  const told = open.size > 0 ? records : steps.map(({ record }) => record)
  const end = greatest(told.map(endOf))
  const whole = Math.max(end - begin, Number.MIN_VALUE)
  return steps.map(({ record, depth }) => {
    const isOpen = open.has(record)
    const from = Math.min((beginOf(record) - begin) / whole, 1)
    const share = isOpen ? 1 - from : Math.min((record.duration ?? 0) / whole, 1)
    return { record, isOpen, depth, begin: from, share }
  })
}
