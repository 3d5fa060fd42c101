import type { DuckDBConnection } from '@duckdb/node-api'

/** Runs SQL whose result is numbers. */
export async function numbersOf(connection: DuckDBConnection, sql: string): Promise<number[][]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRows().map((row) => row.map(Number))
}
