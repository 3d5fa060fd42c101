import type { DuckDBConnection } from '@duckdb/node-api'

/**
 * Runs SQL whose first column is the number of a row, and the others small numbers.
 * @returns the other columns, by the number of the row
 */
export async function readColumns(
  connection: DuckDBConnection,
  sql: string,
  count: number,
): Promise<Uint16Array[]> {
  const result = await connection.run(sql)
  const columns = Array.from({ length: result.columnCount - 1 }, () => new Uint16Array(count))
  for (;;) {
    const chunk = await result.fetchChunk()
    // A call into DuckDB each time that it is read.
    const rowCount = chunk?.rowCount ?? 0
    if (chunk === null || rowCount === 0) return columns
    const rows = chunk.getColumnVector(0)
    columns.forEach((column, index) => {
      const vector = chunk.getColumnVector(index + 1)
      for (let at = 0; at < rowCount; at += 1) {
        column[Number(rows.getItem(at))] = Number(vector.getItem(at))
      }
    })
  }
}
