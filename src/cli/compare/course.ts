import type { DuckDBConnection } from '@duckdb/node-api'
import { findChangePoint, type Tally } from './change-point.ts'
import { kendallOf, medianOf } from './statistics.ts'

/** How something went over the time. */
export interface Course {
  /** `drift`: it grew gradually. `step`: it changed within a minute. */
  readonly shape: 'drift' | 'step' | 'unclear'
  /** The minute in which it changed, in milliseconds since 1970. */
  readonly time?: number | undefined
  /** The first and the last minute in which it may have changed, with a probability of 95 % in all. */
  readonly earliest?: number | undefined
  readonly latest?: number | undefined
  /** How sure it is that it changed at all, from 0 to 1. */
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
  /** The index of the outcome whose share is looked at. */
  readonly kind: number
  /** Whether a drift is one of durations, not of the share. */
  readonly isSlow: boolean
  /** The columns whose values have a course each. Default: none, all requests have one. */
  readonly keys?: readonly string[]
}

/** Finds how odd requests went over the time: by `courseKey` of the keys' values. */
export async function findCourses(
  connection: DuckDBConnection,
  { condition, kind, isSlow, keys = [] }: CourseRequests,
): Promise<Map<string, Course>> {
  const key = keys.map((name) => `${name}, `).join('')
  const rows = `SELECT ${key}"time", period, (odd >> ${kind}) & 1 AS isOdd${isSlow ? ', pace' : ''} FROM requests WHERE ${condition}`
  const parts = await seriesOf(
    connection,
    `WITH rows AS (${rows}), ends AS (SELECT ${key}min("time") AS first, max("time") AS last FROM rows WHERE period = 1 GROUP BY ALL)
    SELECT ${key}least(floor(${PARTS} * ("time" - first) / greatest(last - first, 1)), ${PARTS - 1}) AS part, ${isSlow ? 'median(pace)' : 'avg(isOdd)'}
      FROM rows ${keys.length === 0 ? 'CROSS JOIN ends' : `JOIN ends USING (${keys})`} WHERE period = 1 GROUP BY ALL ORDER BY part`,
    keys.length,
    ([, value = 0]) => value,
  )
  const minutes = await seriesOf(
    connection,
    `SELECT ${key}floor("time" / ${MINUTE_MS}) AS minute, count(*) AS requests, sum(isOdd) AS odd, max(period) AS period FROM (${rows}) GROUP BY ${key}minute ORDER BY minute`,
    keys.length,
    ([minute = 0, requests = 0, odd = 0, period = 0]) => {
      return { time: minute * MINUTE_MS, requests, odd, period }
    },
  )
  const courses = [...minutes].map(([name, points]): [string, Course] => [
    name,
    shapeOf(parts.get(name) ?? [], points, MINUTE_MS),
  ])
  return new Map(courses)
}

/** Returns the key of a course. */
export function courseKey(values: readonly unknown[]): string {
  return JSON.stringify(values)
}

/** Runs SQL, and returns what is read of its columns of numbers by the columns before these. */
async function seriesOf<Point>(
  connection: DuckDBConnection,
  sql: string,
  keyCount: number,
  read: (numbers: readonly number[]) => Point,
): Promise<Map<string, readonly Point[]>> {
  const reader = await connection.runAndReadAll(sql)
  const series = new Map<string, Point[]>()
  for (const row of reader.getRows()) {
    const key = courseKey(row.slice(0, keyCount))
    const points = series.get(key) ?? []
    points.push(read(row.slice(keyCount).map(Number)))
    series.set(key, points)
  }
  return series
}

/** The requests of a part of the time. */
interface Part extends Tally {
  readonly period: number
  /** Its beginning, in milliseconds since 1970. */
  readonly time: number
}

/** The requests of a part of the time, and the middle of their durations or of the share of odd ones. */
export interface CoursePoint extends Part {
  readonly middle: number
}

/**
 * Finds how something went, from points in the order of time.
 * @param length how long a point is, in milliseconds
 */
export function courseOf(points: readonly CoursePoint[], length: number): Course {
  const later = points.filter(({ period }) => period === 1)
  const [first = 0, last = 0] = [later[0]?.time, later.at(-1)?.time]
  const parts = Map.groupBy(later, ({ time }) =>
    Math.min(PARTS - 1, Math.floor((PARTS * (time - first)) / Math.max(last - first, 1))),
  )
  const series = [...parts.values()].map((some) => medianOf(some.map(({ middle }) => middle)))
  return shapeOf(series, joinTimes(points), length)
}

/** Joins the points of a time: versions that are compared have the same times. */
function joinTimes(points: readonly Part[]): Part[] {
  return [...Map.groupBy(points, ({ time }) => time)].map(([time, same]) =>
    same.reduce(
      (sum, { requests, odd, period }) => ({
        time,
        requests: sum.requests + requests,
        odd: sum.odd + odd,
        period: Math.max(sum.period, period),
      }),
      { time, requests: 0, odd: 0, period: 0 },
    ),
  )
}

function shapeOf(later: readonly number[], points: readonly Part[], length: number): Course {
  if (isDrift(later)) return { shape: 'drift' }
  const change = findChangePoint(points)
  if (change === undefined || change.confidence < MIN_CONFIDENCE) return { shape: 'unclear' }
  const { at, earliest, latest, confidence } = change
  return {
    shape: 'step',
    time: points[at]?.time,
    earliest: afterPrevious(points, earliest, length),
    latest: points[latest]?.time,
    confidence,
  }
}

/** Returns the end of the point before another one: between both there were no requests. */
function afterPrevious(points: readonly Part[], at: number, length: number): number | undefined {
  const [previous, own] = [points[at - 1], points[at]]
  const isSamePeriod = previous !== undefined && previous.period === own?.period
  return isSamePeriod ? previous.time + length : own?.time
}

function isDrift(series: readonly number[]): boolean {
  const third = Math.floor(series.length / 3)
  const [first, last] = [medianOf(series.slice(0, third)), medianOf(series.slice(-third))]
  return series.length >= MIN_PARTS && kendallOf(series) >= DRIFT_TAU && last > first * MIN_GROWTH
}
