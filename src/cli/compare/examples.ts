import type { DuckDBConnection } from '@duckdb/node-api'
import { quote } from '../ql/sql.ts'
import type { FieldPath } from './fields.ts'
import type { Finding } from './findings.ts'
import type { Answer, Example } from './report.ts'
import type { Requests } from './requests.ts'

const EXAMPLES = 3

/** Returns SQL for the requests of a finding. */
export function conditionOf({ service, members }: Finding, fields: readonly FieldPath[]): string {
  const conditions = members.map(({ field, value }) => {
    return `f${fields.findIndex(({ name }) => name === field)} = ${quote(value)}`
  })
  return [`coalesce("service", '') = ${quote(service)}`, ...conditions].join(' AND ')
}

interface Wanted {
  readonly answer: Answer | undefined
  readonly fields: readonly FieldPath[]
  command(traceId: string): string
}

/** Chooses odd requests of the answer, in the middle of their durations, with steps if possible. */
export async function findExamples(
  connection: DuckDBConnection,
  { outcomes }: Requests,
  { answer, fields, command }: Wanted,
): Promise<Example[]> {
  if (answer === undefined) return []
  const bit = outcomes.indexOf(answer.finding.outcome)
  const reader = await connection.runAndReadAll(
    `WITH odd AS (SELECT "traceId" AS trace, arg_max("action", duration) AS action, max(duration) AS duration, arg_max(status, duration) AS status
      FROM requests WHERE period = 1 AND (odd >> ${bit}) & 1 = 1 AND "traceId" IS NOT NULL AND ${conditionOf(answer.finding, fields)} GROUP BY "traceId")
    SELECT trace, action, duration, status FROM odd, (SELECT median(duration) AS middle FROM odd)
    ORDER BY hash(trace) IN (SELECT trace FROM steps) DESC, abs(duration - middle), trace LIMIT ${EXAMPLES}`,
  )
  return reader.getRows().map(([trace, action, duration, status]) => ({
    traceId: String(trace),
    action: String(action),
    duration: Number(duration),
    status: status === null ? undefined : Number(status),
    command: command(String(trace)),
  }))
}
