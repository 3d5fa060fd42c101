import { quote } from '../ql/sql.ts'
import type { FieldPath } from './fields.ts'
import type { Periods, RequestChoice } from './periods.ts'
import { type RecordColumn, type RecordFiles, recordsSql } from './records-sql.ts'

const MAX_VALUES = 10_000
const BRIEF: readonly RecordColumn[] = [
  { name: 'timestamp', keys: ['timestamp'] },
  { name: 'phase', keys: ['phase'] },
  { name: 'spanId', keys: ['spanId'] },
  { name: 'service', keys: ['service'] },
  { name: 'action', keys: ['action'] },
  { name: 'duration', keys: ['duration'], isNumber: true },
  { name: 'version', keys: ['version'] },
  { name: 'tenantId', keys: ['tenantId'] },
]
const REST: readonly RecordColumn[] = [
  { name: 'traceId', keys: ['traceId'] },
  { name: 'parentId', keys: ['parentId'] },
  { name: 'status', keys: ['metadata', 'statusCode'] },
  { name: 'level', keys: ['level'] },
  { name: 'coldStart', keys: ['coldStart'] },
  { name: 'keptBy', keys: ['metadata', 'keptBy'] },
  { name: 'code', keys: ['error', 'code'] },
  { name: 'errorName', keys: ['error', 'name'] },
  { name: 'stack', keys: ['error', 'stack'] },
]

/** Returns SQL for the endings of chosen requests: when, how long, and what they do. */
export function briefSql(source: RecordFiles, choice: RequestChoice): string {
  return `SELECT ${TIME} AS "time", "duration", "service", "action", "version" FROM (${recordsSql(source, BRIEF)}) WHERE ${chosenSql(choice)}`
}

/** Returns SQL for the values of a field of all requests, the most frequent first. */
export function valuesSql(source: RecordFiles, field: string): string {
  const endings = `SELECT * FROM (${recordsSql(source, BRIEF)}) WHERE ${chosenSql({})}`
  return `SELECT "${field}" FROM (${endings}) WHERE "${field}" IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, "${field}" LIMIT ${MAX_VALUES}`
}

/** Returns SQL for the endings of both periods: the columns, `f0`, `f1`, … for fields, and `period`. */
export function endingsSql(
  source: RecordFiles,
  fields: readonly FieldPath[],
  periods: Periods,
  choice: RequestChoice,
): string {
  const columns = fields.map(({ keys }, index) => ({ name: `f${index}`, keys }))
  const endings = `SELECT ${TIME} AS "time", "duration", "traceId", hash("traceId") AS "trace", hash("spanId") AS "span", CASE WHEN "parentId" IS NOT NULL THEN hash("parentId") END AS "parent",
    "service", "action", "version", coalesce("level" = 'error', false) AS "isError", "coldStart", "keptBy" IS NOT NULL AS "isKept", TRY_CAST("status" AS SMALLINT) AS "status",
    "code", "errorName", CASE WHEN "code" IS NOT NULL THEN "stack" END AS "stack"${columns.map(({ name }) => `, ${name}`).join('')}
    FROM (${recordsSql(source, [...BRIEF, ...REST, ...columns])}) WHERE ${chosenSql(choice)}`
  return `SELECT *, ${periodSql(periods)} AS period FROM (${endings}) WHERE period IS NOT NULL`
}

const TIME = `CAST(epoch_ms(TRY_CAST("timestamp" AS TIMESTAMPTZ)) AS DOUBLE)`

function chosenSql({ action, tenant }: RequestChoice): string {
  return [
    `"phase" = 'complete' AND "spanId" IS NOT NULL AND isfinite("duration")`,
    ...(action === undefined ? [] : [`"action" = ${quote(action)}`]),
    ...(tenant === undefined ? [] : [`"tenantId" = ${quote(tenant)}`]),
  ].join(' AND ')
}

/** Returns SQL that is 1 for later requests, 0 for earlier ones, NULL for others. */
export function periodSql({ after, before, versions }: Periods): string {
  const isAfter = [rangeSql(after)]
  const isBefore = before === undefined ? ['false'] : [rangeSql(before)]
  if (versions !== undefined) {
    isAfter.push(`"version" = ${quote(versions.after)}`)
    isBefore.push(
      versions.before === undefined
        ? `"version" <> ${quote(versions.after)}`
        : `"version" = ${quote(versions.before)}`,
    )
  }
  return `CASE WHEN ${isAfter.join(' AND ')} THEN 1 WHEN ${isBefore.join(' AND ')} THEN 0 END`
}

function rangeSql({ since, until }: Periods['after']): string {
  const bounds = [
    'isfinite("time")',
    ...(since === undefined ? [] : [`"time" >= ${since}`]),
    ...(until === undefined ? [] : [`"time" <= ${until}`]),
  ]
  return bounds.join(' AND ')
}
