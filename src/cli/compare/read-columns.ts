import type { DuckDBConnection } from '@duckdb/node-api'

const FIRST_ROOM = 65_536

/** Runs SQL whose result is columns of small numbers, and returns these. */
export async function readColumns(
  connection: DuckDBConnection,
  sql: string,
): Promise<Uint16Array[]> {
  const result = await connection.run(sql)
  let columns: Uint16Array[] = Array.from(
    { length: result.columnCount },
    () => new Uint16Array(FIRST_ROOM),
  )
  let count = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    // A call into DuckDB each time that it is read.
    const rowCount = chunk?.rowCount ?? 0
    if (chunk === null || rowCount === 0) return columns.map((column) => column.slice(0, count))
    columns = columns.map((column) => withRoom(column, count + rowCount))
    columns.forEach((column, index) => {
      const vector = chunk.getColumnVector(index)
      for (let at = 0; at < rowCount; at += 1) column[count + at] = Number(vector.getItem(at))
    })
    count += rowCount
  }
}

function withRoom(column: Uint16Array, count: number): Uint16Array {
  if (count <= column.length) return column
  const larger = new Uint16Array(column.length * 2)
  larger.set(column)
  return larger
}
