import type { DuckDBConnection } from '@duckdb/node-api'
import { findChangePoint } from './change-point.ts'
import { numbersOf } from './numbers-of.ts'
import { kendallOf, medianOf } from './statistics.ts'

/** How something went over the time. */
export interface Course {
  /** `drift`: it grew gradually. `step`: it changed within a minute. */
  readonly shape: 'drift' | 'step' | 'unclear'
  /** When it changed, in milliseconds since 1970. */
  readonly time?: number | undefined
  /** From 0 to 1. */
  readonly confidence?: number | undefined
}

export const MINUTE_MS = 60_000
const PARTS = 12
const MIN_PARTS = 6
const DRIFT_TAU = 0.75
const MIN_CONFIDENCE = 0.95
const MIN_GROWTH = 1.1

/**
 * Finds how durations, or the share of odd requests, went over the time.
 * @param condition SQL for the requests
 * @param kind the index of an outcome whose share is looked at. Default: durations
 */
export async function findCourse(
  connection: DuckDBConnection,
  condition: string,
  kind?: number,
): Promise<Course> {
  const value = kind === undefined ? 'pace' : `(odd >> ${kind}) & 1`
  const rows = `SELECT "time", period, ${value} AS value FROM requests WHERE ${condition}`
  const parts = await numbersOf(
    connection,
    `WITH rows AS (${rows}), ends AS (SELECT min("time") AS first, max("time") AS last FROM rows WHERE period = 1)
    SELECT least(floor(${PARTS} * ("time" - first) / greatest(last - first, 1)), ${PARTS - 1}) AS part,
      ${kind === undefined ? 'median' : 'avg'}(value) FROM rows, ends WHERE period = 1 GROUP BY part ORDER BY part`,
  )
  const minutes = await numbersOf(
    connection,
    `SELECT floor("time" / ${MINUTE_MS}) AS minute, ${kind === undefined ? 'quantile_cont(value, 0.9)' : 'avg(value)'} FROM (${rows}) GROUP BY minute ORDER BY minute`,
  )
  return shapeOf(
    parts.map(([, middle]) => middle ?? 0),
    minutes.map(([minute = 0, height = 0]) => ({ time: minute * MINUTE_MS, height })),
  )
}

/** What requests were like in some minutes. */
export interface CoursePoint {
  readonly period: number
  readonly time: number
  readonly middle: number
  readonly height: number
}

/** Finds how something went, from points in the order of time. */
export function courseOf(points: readonly CoursePoint[]): Course {
  const later = points.filter(({ period }) => period === 1)
  const [first = 0, last = 0] = [later[0]?.time, later.at(-1)?.time]
  const parts = Map.groupBy(later, ({ time }) =>
    Math.min(PARTS - 1, Math.floor((PARTS * (time - first)) / Math.max(last - first, 1))),
  )
  const series = [...parts.values()].map((some) => medianOf(some.map(({ middle }) => middle)))
  return shapeOf(series, points)
}

function shapeOf(
  parts: readonly number[],
  minutes: readonly Pick<CoursePoint, 'time' | 'height'>[],
): Course {
  if (isDrift(parts)) return { shape: 'drift' }
  const change = findChangePoint(minutes.map(({ height }) => height))
  if (change === undefined || change.confidence < MIN_CONFIDENCE) return { shape: 'unclear' }
  const { time } = minutes[change.at] ?? minutes.at(-1) ?? {}
  return { shape: 'step', time, confidence: change.confidence }
}

function isDrift(series: readonly number[]): boolean {
  const third = Math.floor(series.length / 3)
  const [first, last] = [medianOf(series.slice(0, third)), medianOf(series.slice(-third))]
  return series.length >= MIN_PARTS && kendallOf(series) >= DRIFT_TAU && last > first * MIN_GROWTH
}
