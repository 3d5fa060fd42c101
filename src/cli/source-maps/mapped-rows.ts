import type { QueryResult, Row } from '../query-result.ts'
import type { SourceMaps } from './source-maps.ts'

/** Returns the rows of a query with the stacks of their columns `error.stack` in the sources. */
export function mappedRows(result: QueryResult, maps: SourceMaps): QueryResult {
  const stacks = result.columns.filter((name) => /(?:^|\.)stack$/.test(name))
  if (stacks.length === 0) return result
  return { ...result, rows: result.rows.map((row) => mappedRow(row, stacks, maps)) }
}

function mappedRow(row: Row, stacks: readonly string[], maps: SourceMaps): Row {
  const mapped = stacks.flatMap((name) => {
    const stack = row[name]
    return stack === undefined
      ? []
      : [[name, maps.mapStack(stack, { version: row.version, service: row.service })]]
  })
  return { ...row, ...Object.fromEntries(mapped) }
}
