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

/** The time that the bars of a trace share. */
export interface Timeline {
  /** Milliseconds since 1970. */
  readonly begin: number
  /** Milliseconds. */
  readonly whole: number
}

/** Returns a bar for each step of a trace, each before the steps within it. */
export function spanBars(records: readonly RequestRecord[]): SpanBar[] {
  const open = new Set(findUnfinished(records))
  const steps = flatten(buildTrees(records, [...open]))
  const timeline = timelineOf(
    steps.map(({ record }) => record),
    open.size > 0 ? records : [],
  )
  return steps.map(({ record, depth }) => {
    const isOpen = open.has(record)
    const begin = Math.min(shareOf(beginOf(record), timeline), 1)
    const share = isOpen ? 1 - begin : (record.duration ?? 0) / timeline.whole
    return { record, isOpen, depth, begin, share: Math.max(0, Math.min(share, 1)) }
  })
}

/**
 * Returns the time from the first begin of steps to their last end.
 * @param told records until which a step ran at least that never ended
 */
export function timelineOf(
  steps: readonly RequestRecord[],
  told: readonly RequestRecord[],
): Timeline {
  const begin = least(steps.map(beginOf))
  const end = greatest([...steps, ...told].map(endOf))
  return { begin, whole: Math.max(end - begin, Number.MIN_VALUE) }
}

/** Returns a time as a share of the trace's time. */
export function shareOf(time: number, { begin, whole }: Timeline): number {
  return (time - begin) / whole
}
