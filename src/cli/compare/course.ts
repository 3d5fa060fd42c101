import type { DuckDBConnection } from '@duckdb/node-api'
import { findChangePoint } from './change-point.ts'
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

/** Requests that are looked at over the time. */
export interface CourseRequests {
  /** SQL for the requests. */
  readonly condition: string
  /** The index of an outcome whose share is looked at. Default: durations. */
  readonly kind?: number | undefined
  /** The columns whose values have a course each. Default: none, all requests have one. */
  readonly keys?: readonly string[]
}

/** Finds how durations, or the share of odd requests, went over the time: by `courseKey` of the keys' values. */
export async function findCourses(
  connection: DuckDBConnection,
  { condition, kind, keys = [] }: CourseRequests,
): Promise<Map<string, Course>> {
  const [value, middle, height] =
    kind === undefined
      ? ['pace', 'median(value)', 'quantile_cont(value, 0.9)']
      : [`(odd >> ${kind}) & 1`, 'avg(value)', 'avg(value)']
  const key = keys.map((name) => `${name}, `).join('')
  const rows = `SELECT ${key}"time", period, ${value} AS value FROM requests WHERE ${condition}`
  const parts = await seriesOf(
    connection,
    `WITH rows AS (${rows}), ends AS (SELECT ${key}min("time") AS first, max("time") AS last FROM rows WHERE period = 1 GROUP BY ALL)
    SELECT ${key}least(floor(${PARTS} * ("time" - first) / greatest(last - first, 1)), ${PARTS - 1}) AS part, ${middle}
      FROM rows ${keys.length === 0 ? 'CROSS JOIN ends' : `JOIN ends USING (${keys})`} WHERE period = 1 GROUP BY ALL ORDER BY part`,
  )
  const minutes = await seriesOf(
    connection,
    `SELECT ${key}floor("time" / ${MINUTE_MS}) AS minute, ${height} FROM (${rows}) GROUP BY ALL ORDER BY minute`,
  )
  const courses = [...minutes].map(([name, series]): [string, Course] => {
    const later = (parts.get(name) ?? []).map(({ value: one }) => one)
    const points = series.map(({ at, value: one }) => ({ time: at * MINUTE_MS, height: one }))
    return [name, shapeOf(later, points)]
  })
  return new Map(courses)
}

/** Returns the key of a course. */
export function courseKey(values: readonly unknown[]): string {
  return JSON.stringify(values)
}

/** Runs SQL whose last two columns are a number and its value, and returns these by the other columns. */
async function seriesOf(
  connection: DuckDBConnection,
  sql: string,
): Promise<Map<string, { readonly at: number; readonly value: number }[]>> {
  const reader = await connection.runAndReadAll(sql)
  const points = reader.getRows().map((row) => {
    const [at = 0, value = 0] = row.slice(-2).map(Number)
    return { key: courseKey(row.slice(0, -2)), at, value }
  })
  return Map.groupBy(points, ({ key }) => key)
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
