import { stepName } from './nine-hops.ts'
import type { RequestRecord } from './records.ts'
import { buildTrees, flatten, type Step } from './tree.ts'

/** When something of a trace began, and how long it took. */
export interface Times {
  /** Milliseconds since 1970. */
  readonly begin: number
  /** Milliseconds. */
  readonly duration: number
}

/** A request, hop or call of a trace, as it may be shown to anybody: nothing of whom or what it is about. */
export interface TimedStep {
  readonly id: string
  readonly name: string
  readonly service: string
  readonly layer: string
  /** Milliseconds since the trace began. */
  readonly start: number
  /** Milliseconds. */
  readonly duration: number
  readonly result: string
  /** What went wrong, as a stable word. */
  readonly code?: string
  readonly steps: readonly TimedStep[]
}

/** The steps of a trace with their times. */
export function timelineOf(records: readonly RequestRecord[]): TimedStep[] {
  const trees = buildTrees(records)
  const { begin } = extentOf(flatten(trees).map(({ record }) => record))
  return trees.map((tree) => timed(tree, begin))
}

/** The time from the first beginning to the last end. */
export function extentOf(records: readonly RequestRecord[]): Times {
  const times = records.map(timesOf)
  const begin = Math.min(...times.map((time) => time.begin))
  const end = Math.max(...times.map((time) => time.begin + time.duration))
  return { begin, duration: end - begin }
}

/** When a step began, which its record of the end tells. */
export function timesOf({ timestamp, duration = 0 }: RequestRecord): Times {
  return { begin: Date.parse(timestamp) - duration, duration }
}

function timed({ record, children }: Step, begin: number): TimedStep {
  const { spanId, service, layer, result = '', error } = record
  const { duration, begin: began } = timesOf(record)
  return {
    id: spanId,
    name: stepName(record),
    service,
    layer,
    start: began - begin,
    duration,
    result,
    ...(error && { code: error.code }),
    steps: children.map((child) => timed(child, begin)),
  }
}
