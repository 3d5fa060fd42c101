import type { DuckDBConnection } from '@duckdb/node-api'
import { linesSql } from '../ql/source.ts'
import { PREFIXED, type RecordFiles } from './records-sql.ts'

/** What is known of files after a first look. */
export interface FileSample extends RecordFiles {
  /** Some of the endings. */
  readonly endings: readonly object[]
}

const SAMPLE = 5000

/** Looks at all lines of files: some of the endings, the same ones each time. */
export async function readSample(
  connection: DuckDBConnection,
  files: readonly string[],
): Promise<FileSample> {
  const reader = await connection.runAndReadAll(
    `SELECT count(*) FILTER (${PREFIXED}) AS prefixed, unnest(arg_min(line, hash(line), ${SAMPLE}) FILTER (contains(line, '"complete"')))
    FROM ${linesSql(files)} WHERE contains(line, '"phase"')`,
  )
  const rows = reader.getRows()
  return {
    files,
    hasPrefixes: rows.some(([prefixed]) => Number(prefixed) > 0),
    endings: rows.flatMap(([, line]) => endingIn(String(line))),
  }
}

function endingIn(line: string): object[] {
  try {
    const record = JSON.parse(line.slice(line.indexOf('{')))
    return record.phase === 'complete' ? [record] : []
  } catch {
    return [] // it is no record
  }
}
