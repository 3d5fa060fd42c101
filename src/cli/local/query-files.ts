import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { parse } from '../ql/parse.ts'
import { QueryError } from '../ql/query-error.ts'
import { countSql, type FileSource } from '../ql/source.ts'
import { SETUP_SQL, type SqlKind } from '../ql/sql.ts'
import { type Translation, translate } from '../ql/translate.ts'
import type { LineCount, QueryResult, Row } from '../query-result.ts'
import { withDuckDb } from './duckdb.ts'
import { checkForeignFields } from './foreign-fields.ts'
import { registerRowFunctions } from './register-row-functions.ts'
import { storePatterns } from './store-patterns.ts'

// DuckDB lists lines here that are not UTF-8.
const COUNT_UNREADABLE_SQL = 'SELECT count(DISTINCT line) FROM reject_errors'

/**
 * Runs a query over NDJSON files.
 * @param now the value of the query's `now()`, in milliseconds since 1970
 * @throws QueryError if the query can't be run
 */
export async function queryFiles(
  text: string,
  source: FileSource,
  now: number,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const query = parse(text)
  const translation = translate(query, source, now)
  const trusting = translate(query, { ...source, isTrusted: true }, now)
  return withDuckDb(async (connection) => {
    await connection.run(SETUP_SQL.join(';'))
    await registerRowFunctions(connection, textOf(translation))
    const values = await runTranslation(connection, trusting).catch((error: Error) => {
      if (!error.message.includes('Malformed JSON')) throw error
      return runTranslation(connection, translation)
    })
    await checkForeignFields(connection, translation, source)
    const { columns, limit, totals } = translation
    const rows = values.slice(0, limit).map((row) => toRow(row, columns))
    return {
      columns: columns.map(({ name }) => name),
      numeric: new Set(columns.flatMap(({ name, kind }) => (kind === 'number' ? name : []))),
      rows: totals.length === 0 || rows.length === 0 ? rows : [...rows, sumsOf(rows, totals)],
      truncated: values.length > limit,
      read: await count(connection, source.files),
    }
  }, signal)
}

function textOf({ sql, steps }: Translation): string {
  return [sql, ...steps.flatMap((step) => [step.sql, step.earlierSql])].join('\n')
}

async function runTranslation(
  connection: DuckDBConnection,
  { steps, sql }: Translation,
): Promise<DuckDBValue[][]> {
  try {
    for (const step of steps) await storePatterns(connection, step)
    return await rowsOf(connection, sql)
  } catch (cause) {
    // For example, RE2 refuses a pattern.
    throw new QueryError(firstLineOf(cause), { cause })
  }
}

function firstLineOf(error: unknown): string {
  return String((error as Error).message)
    .split('\n', 1)
    .join()
}

async function count(connection: DuckDBConnection, files: readonly string[]): Promise<LineCount> {
  // What the query has rejected is counted again.
  await connection.run('DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans')
  const [[lines, records] = []] = await rowsOf(connection, countSql(files))
  const [[unreadable] = []] = await rowsOf(connection, COUNT_UNREADABLE_SQL)
  return { records: Number(records), others: Number(lines) - Number(records) + Number(unreadable) }
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRows()
}

function toRow(values: readonly DuckDBValue[], columns: Translation['columns']): Row {
  const cells = columns.map(({ name, kind }, index) => [name, format(values[index] ?? null, kind)])
  return Object.fromEntries(cells.filter(([, cell]) => cell !== undefined))
}

/** Returns the sums of columns, as a row. */
function sumsOf(rows: readonly Row[], columns: readonly string[]): Row {
  return Object.fromEntries(
    columns.map((name) => {
      const numbers = rows.map((row) => Number(row[name] ?? 0)).filter(Number.isFinite)
      return [name, String(numbers.reduce((sum, one) => sum + one, 0))]
    }),
  )
}

function format(value: DuckDBValue, kind: SqlKind): string | undefined {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return undefined
  if (kind === 'time') return formatTime(Number(value))
  return kind === 'boolean' ? String(Number(value)) : String(value)
}

/** Formats a time as CloudWatch does: UTC, `2026-11-22 14:30:00.200`. */
function formatTime(ms: number): string | undefined {
  const date = new Date(ms)
  return Number.isNaN(date.getTime())
    ? undefined
    : date.toISOString().slice(0, -1).replace('T', ' ')
}
