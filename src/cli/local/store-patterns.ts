import type { DuckDBConnection } from '@duckdb/node-api'
import { createPatternFinder, type Pattern, severityOf } from '../ql/drain.ts'
import type { PatternStep } from '../ql/translation-state.ts'

interface Counted extends Pattern {
  /** How often it occurs in the earlier time. */
  earlier: number
}

/** Finds the patterns of texts, and stores them in a table: `p0` the pattern, `p1` its share, `p2` its count, `p3` its severity, `p4` its count in the earlier time. */
export async function storePatterns(
  connection: DuckDBConnection,
  { table, sql, earlierSql }: PatternStep,
): Promise<void> {
  const found = await patternsOf(connection, sql)
  const counted = new Map<string, Counted>()
  for (const one of found) counted.set(one.pattern, { ...one, earlier: 0 })
  const before = earlierSql === undefined ? [] : await patternsOf(connection, earlierSql)
  for (const { pattern, count } of before) {
    const known = counted.get(pattern) ?? { pattern, count: 0, earlier: 0 }
    counted.set(pattern, { ...known, earlier: known.earlier + count })
  }
  const total = found.reduce((sum, { count }) => sum + count, 0)
  const columns = 'p0 VARCHAR, p1 DOUBLE, p2 DOUBLE, p3 VARCHAR, p4 DOUBLE'
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (${columns})`)
  const appender = await connection.createAppender(table)
  for (const { pattern, count, earlier } of counted.values()) {
    appender.appendVarchar(pattern)
    appender.appendDouble(total === 0 ? 0 : count / total)
    appender.appendDouble(count)
    appender.appendVarchar(severityOf(pattern))
    appender.appendDouble(earlier)
    appender.endRow()
  }
  appender.closeSync()
}

/** Reads the texts in pieces: there may be more than fit into memory. */
async function patternsOf(connection: DuckDBConnection, sql: string): Promise<Pattern[]> {
  const finder = createPatternFinder()
  const result = await connection.stream(sql)
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; ) {
    for (const text of chunk.getColumnValues(0)) if (text !== null) finder.add(String(text))
    chunk = await result.fetchChunk()
  }
  return finder.patterns()
}
