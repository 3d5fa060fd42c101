import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { queryFiles } from '../../src/cli/local/query-files.ts'
import { fillParameters } from '../../src/cli/parameters.ts'
import type { Row } from '../../src/cli/query-result.ts'
import { type InsightsQuery, queries } from '../../src/queries/index.ts'

/** Returns a query by its name. */
export function queryOf(id: string): InsightsQuery {
  const query = queries.find((one) => one.id === id)
  if (query === undefined) throw new Error(`There is no query ${id}`)
  return query
}

/** Returns the rows with which a query answers over these lines of a log. */
export async function rowsOf(
  query: InsightsQuery,
  lines: readonly string[],
  parameters: Readonly<Record<string, string>> = {},
): Promise<readonly Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'records.ndjson')
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  const { rows } = await queryFiles(fillParameters(query, parameters), { files: [file] }, 0)
  return rows
}
