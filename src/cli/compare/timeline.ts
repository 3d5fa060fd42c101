import type { DuckDBConnection } from '@duckdb/node-api'
import { numbersOf } from './numbers-of.ts'

/** What the requests of some minutes were like. */
export interface TimelinePoint {
  /** The beginning, in milliseconds since 1970. */
  readonly time: number
  readonly requests: number
  /** Requests that are odd by any outcome. */
  readonly odd: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
}

/** The shortest part of a timeline. */
const PART_MS = 300_000
const MAX_POINTS = 400

/** Returns what requests were like over the time of both periods. */
export async function timelineOf(connection: DuckDBConnection): Promise<TimelinePoint[]> {
  const [[length = 0] = []] = await numbersOf(
    connection,
    'SELECT coalesce(max("time") - min("time"), 0) FROM requests',
  )
  const part = Math.ceil(Math.max(length / MAX_POINTS / PART_MS, 1)) * PART_MS
  const rows = await numbersOf(
    connection,
    `SELECT floor("time" / ${part}) * ${part} AS begin, count(*), count(*) FILTER (odd > 0),
      quantile_cont(duration, 0.5), quantile_cont(duration, 0.95) FROM requests GROUP BY 1 ORDER BY 1`,
  )
  return rows.map(([time = 0, requests = 0, odd = 0, p50 = 0, p95 = 0]) => {
    return { time, requests, odd, p50, p95 }
  })
}
