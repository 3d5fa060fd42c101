import type { DuckDBConnection } from '@duckdb/node-api'
import { eventsSql } from '../ql/event-log.ts'
import { QueryError } from '../ql/query-error.ts'
import type { FileSource } from '../ql/source.ts'
import type { Translation } from '../ql/translate.ts'

/** Fields that CloudWatch discovers in lines that aren't JSON, by the log that has them. */
const FOREIGN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'VPC flow logs': [
    'srcAddr',
    'dstAddr',
    'srcPort',
    'dstPort',
    'interfaceId',
    'logStatus',
    'packets',
  ],
  'Route 53 query logs': [
    'hostZoneId',
    'queryName',
    'queryType',
    'queryTimestamp',
    'edgeLocation',
    'resolverIp',
    'ednsClientSubnet',
  ],
}

/**
 * Refuses a query that found nothing, and reads fields of a log that is not read from files.
 * @throws QueryError if no line has such a field
 */
export async function checkForeignFields(
  connection: DuckDBConnection,
  { fields }: Translation,
  source: FileSource,
): Promise<void> {
  for (const [log, known] of Object.entries(FOREIGN_FIELDS)) {
    const read = fields.filter((name) => known.includes(name))
    if (read.length === 0) continue
    const columns = read.map((name) => ({ name, isJson: false }))
    const present = read.map((_, index) => `f${index} IS NOT NULL`).join(' OR ')
    const events = eventsSql({ source, prefix: '', columns, lineConditions: [] }, present)
    const found = await connection.runAndReadAll(
      `SELECT 1 FROM (${events}) WHERE ${present} LIMIT 1`,
    )
    if (found.currentRowCount > 0) continue
    throw new QueryError(`'${read[0]}' is a field of ${log}, which are not read from files`)
  }
}
