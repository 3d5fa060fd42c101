import type { DuckDBConnection, DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api'
import { ROW_FUNCTIONS, type RowFunction } from '../ql/row-functions/index.ts'

/** Registers the functions that a statement calls for each row. */
export async function registerRowFunctions(
  connection: DuckDBConnection,
  sql: string,
): Promise<void> {
  const called = Object.entries(ROW_FUNCTIONS).filter(([name]) => sql.includes(`${name}(`))
  if (called.length === 0) return
  const { DOUBLE, DuckDBScalarFunction, VARCHAR } = await import('@duckdb/node-api')
  const types = { text: VARCHAR, number: DOUBLE } as const
  for (const [name, { takes, returns, run }] of called) {
    const registered = DuckDBScalarFunction.create({
      name,
      mainFunction: (_info, input, output) => fill(output, input, run),
      returnType: types[returns],
      parameterTypes: takes.map((type) => types[type]),
      specialHandling: true,
    })
    connection.registerScalarFunction(registered)
  }
}

function fill(output: DuckDBVector, input: DuckDBDataChunk, run: RowFunction['run']): void {
  const columns = Array.from({ length: input.columnCount }, (_, index) =>
    input.getColumnVector(index),
  )
  for (let row = 0; row < input.rowCount; row += 1) {
    const args = columns.map((column) => column.getItem(row))
    const isMissing = args.includes(null)
    output.setItem(row, isMissing ? null : (run(...(args as never[])) ?? null))
  }
  output.flush()
}
