import { type CliIo, wantsColour } from './cli-io.ts'
import { formatCsv } from './csv.ts'
import { formatJson } from './format-json.ts'
import { queryOutput } from './json-output.ts'
import type { QueryResult } from './query-result.ts'
import { drawTable } from './table.ts'
import { createPaint } from './terminal.ts'

/** The format of a result. Default: a table. */
interface FormatOptions {
  readonly json?: boolean
  readonly csv?: boolean
}

/** Formats a result for stdout. */
export function formatResult(result: QueryResult, options: FormatOptions, io: CliIo): string {
  if (options.csv) return formatCsv(result, io.out.isTTY === true)
  if (options.json) return formatJson(queryOutput(result))
  if (result.rows.length === 0) return ''
  const { out } = io
  return drawTable(result, createPaint(wantsColour(io, out)), out.isTTY ? out.columns : undefined)
}
