import type { DuckDBConnection } from '@duckdb/node-api'
import type { Periods } from './periods.ts'

/** What requests were like in a period. */
export interface ActionFigures {
  readonly requests: number
  /** The share of requests that failed by a fault, from 0 to 1. */
  readonly serverErrors: number
  /** The share of requests that were refused, from 0 to 1. */
  readonly clientErrors: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** What requests were like in both periods. */
export interface PeriodFigures {
  /** `undefined`: odd requests are compared with the rest of the same time. */
  readonly before: ActionFigures | undefined
  readonly after: ActionFigures
}

/** The figures of all requests, and of each action. */
export interface Figures {
  readonly all: PeriodFigures
  of(service: string, action: string): PeriodFigures
}

/** The figures of no requests. */
export const NO_FIGURES: ActionFigures = {
  requests: 0,
  serverErrors: 0,
  clientErrors: 0,
  p50: 0,
  p95: 0,
  p99: 0,
}
const FIGURES_SQL = `SELECT isAll = 1, "service", "action", period, requests, coalesce(faults, 0), coalesce(refused, 0), quantiles[1], quantiles[2], quantiles[3]
  FROM (SELECT grouping("service") AS isAll, "service", "action", period, count(*) AS requests, avg((status >= 500 OR (status IS NULL AND "isError"))::INTEGER) AS faults, avg((status >= 400 AND status < 500)::INTEGER) AS refused, quantile_cont(duration, [0.5, 0.95, 0.99]) AS quantiles
    FROM requests GROUP BY GROUPING SETS ((period), ("service", "action", period)))`

/** Reads the figures of the table `requests`. */
export async function readFigures(
  connection: DuckDBConnection,
  { before }: Pick<Periods, 'before'>,
): Promise<Figures> {
  const reader = await connection.runAndReadAll(FIGURES_SQL)
  const found = new Map<string, ActionFigures>()
  for (const [isAll, service, action, period, ...row] of reader.getRows()) {
    const [requests = 0, serverErrors = 0, clientErrors = 0, p50 = 0, p95 = 0, p99 = 0] =
      row.map(Number)
    const key = keyOf(isAll === true ? [] : [service, action], Number(period))
    found.set(key, { requests, serverErrors, clientErrors, p50, p95, p99 })
  }
  const figuresOf = (names: readonly string[]): PeriodFigures => ({
    before: before && (found.get(keyOf(names, 0)) ?? NO_FIGURES),
    after: found.get(keyOf(names, 1)) ?? NO_FIGURES,
  })
  return { all: figuresOf([]), of: (service, action) => figuresOf([service, action]) }
}

function keyOf(names: readonly unknown[], period: number): string {
  return JSON.stringify([...names, period])
}
