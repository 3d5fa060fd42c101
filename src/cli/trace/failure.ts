import type { CauseRecord } from '../../core/record.ts'
import type { RequestRecord } from './records.ts'
import { buildTrees, type Step } from './tree.ts'

/** The step where a trace failed: of the failing steps that contain no other, the first. */
export function findFailure(records: readonly RequestRecord[]): RequestRecord | undefined {
  return firstFailing(buildTrees(records))
}

function firstFailing(steps: readonly Step[]): RequestRecord | undefined {
  for (const { record, children } of steps) {
    const failing = firstFailing(children) ?? (record.result === 'error' ? record : undefined)
    if (failing !== undefined) return failing
  }
  return undefined
}

/** An error's causes, the nearest first. */
export function causesOf(error: CauseRecord): CauseRecord[] {
  return error.cause === undefined ? [] : [error.cause, ...causesOf(error.cause)]
}

/** Starts and announcements that have no end: the process was stopped, timed out or crashed. */
export function findUnfinished(records: readonly RequestRecord[]): RequestRecord[] {
  const isBegin = ({ phase, hopResult }: RequestRecord): boolean =>
    phase === 'start' || (phase === 'hop' && hopResult === 'start')
  const ended = new Set(
    records
      .filter((record) => record.phase !== 'log' && !isBegin(record))
      .map(({ spanId }) => spanId),
  )
  const begun = new Map(records.filter(isBegin).map((record) => [record.spanId, record]))
  return [...begun.values()].filter(({ spanId }) => !ended.has(spanId))
}
