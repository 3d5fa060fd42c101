import type { DuckDBConnection } from '@duckdb/node-api'
import { numbersOf } from './numbers-of.ts'
import { MIN_ODD } from './score.ts'

const MAX_VALUES = 2000

/**
 * Creates the table of a field's codes. Values of fewer than 10 odd requests have none: too rare to tell.
 * @returns the values by their code
 */
export async function createCodes(
  connection: DuckDBConnection,
  index: number,
  isNumber: boolean,
): Promise<string[]> {
  const column = `f${index}`
  if (isNumber) await binNumbers(connection, column)
  await connection.run(
    `CREATE TABLE codes${index} AS SELECT ${column} AS value, row_number() OVER (ORDER BY count(*) FILTER (period = 1 AND odd > 0) DESC, count(*) DESC, ${column}) AS number
    FROM requests WHERE ${column} IS NOT NULL GROUP BY ${column}
    HAVING count(*) FILTER (period = 1 AND odd > 0) >= ${MIN_ODD} QUALIFY number <= ${MAX_VALUES}`,
  )
  const reader = await connection.runAndReadAll(`SELECT value FROM codes${index} ORDER BY number`)
  return ['', ...reader.getRows().map(([value]) => String(value))]
}

/** Replaces numbers by their place among those of before: p50, p95 and p99 are the borders. */
async function binNumbers(connection: DuckDBConnection, column: string): Promise<void> {
  const number = `TRY_CAST(${column} AS DOUBLE)`
  const borders = await numbersOf(
    connection,
    `SELECT unnest(coalesce(quantile_cont(${number}, [0.5, 0.95, 0.99]) FILTER (period = 0), quantile_cont(${number}, [0.5, 0.95, 0.99]))) FROM requests`,
  )
  const [p50 = 0, p95 = 0, p99 = 0] = borders.map(([value]) => value ?? 0)
  const [low, high, top] = [p50, p95, p99].map((one) => String(Math.round(one * 1000) / 1000))
  await connection.run(
    `UPDATE requests SET ${column} = CASE WHEN ${number} > ${p99} THEN 'over ${top}' WHEN ${number} > ${p95} THEN '${high} to ${top}' WHEN ${number} > ${p50} THEN '${low} to ${high}' WHEN ${number} IS NOT NULL THEN 'up to ${low}' END`,
  )
}
