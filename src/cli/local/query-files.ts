import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { Answer, Row } from '../answer.ts'
import { parse } from '../ql/parse.ts'
import { QueryError } from '../ql/query-error.ts'
import { countOf, type Source } from '../ql/source.ts'
import type { Kind } from '../ql/sql.ts'
import { type Translation, translate } from '../ql/translate.ts'
import { withDuckDb } from './duckdb.ts'

// DuckDB lists here what is no UTF-8.
const COUNT_UNREADABLE = 'SELECT count(DISTINCT line) FROM reject_errors'

/**
 * Runs a query over NDJSON files, which are read in place.
 * Throws a `QueryError` for a query that can't be run.
 */
export async function queryFiles(
  text: string,
  source: Source,
  now: number,
  signal?: AbortSignal,
): Promise<Answer> {
  const translation = translate(parse(text), source, now)
  return withDuckDb(async (connection) => {
    const values = await runTranslation(connection, translation)
    const { columns, limit } = translation
    return {
      columns: columns.map(({ name }) => name),
      numeric: new Set(columns.flatMap(({ name, kind }) => (kind === 'number' ? name : []))),
      rows: values.slice(0, limit).map((row) => toRow(row, columns)),
      truncated: values.length > limit,
    }
  }, signal)
}

async function runTranslation(
  connection: DuckDBConnection,
  { sql }: Translation,
): Promise<DuckDBValue[][]> {
  try {
    return await rowsOf(connection, sql)
  } catch (cause) {
    // Such as a pattern that RE2 refuses.
    throw new QueryError(firstLineOf(cause), { cause })
  }
}

function firstLineOf(error: unknown): string {
  return String((error as Error).message)
    .split('\n', 1)
    .join()
}

/** What files are made of. */
interface LineCount {
  readonly records: number
  /** Lines that are no records. */
  readonly others: number
}

/** Counts the lines of files. */
export async function countLines(files: readonly string[]): Promise<LineCount> {
  return withDuckDb(async (connection) => {
    const [[lines, records] = []] = await rowsOf(connection, countOf(files))
    const [[unreadable] = []] = await rowsOf(connection, COUNT_UNREADABLE)
    return {
      records: Number(records),
      others: Number(lines) - Number(records) + Number(unreadable),
    }
  })
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRows()
}

function toRow(values: readonly DuckDBValue[], columns: Translation['columns']): Row {
  const cells = columns.map(({ name, kind }, index) => [name, format(values[index] ?? null, kind)])
  return Object.fromEntries(cells.filter(([, cell]) => cell !== undefined))
}

function format(value: DuckDBValue, kind: Kind): string | undefined {
  if (value === null) return undefined
  if (kind === 'time') return formatTime(Number(value))
  return kind === 'boolean' ? String(Number(value)) : String(value)
}

/** A time as CloudWatch shows it: UTC, `2026-11-22 14:30:00.200`. */
function formatTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, -1).replace('T', ' ')
}
