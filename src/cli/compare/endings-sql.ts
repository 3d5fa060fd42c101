import { linesSql } from '../ql/source.ts'
import { quote } from '../ql/sql.ts'
import type { FieldPath } from './fields.ts'
import type { Periods, RequestChoice } from './periods.ts'

const OBJECT = `CASE WHEN starts_with(line, '{') THEN line ELSE substr(line, position('{' IN line)) END`

/** Returns SQL for lines that may be records of these phases, each with its JSON as `o`. */
export function objectsSql(files: readonly string[], phases: readonly string[]): string {
  const mayBe = phases.map((phase) => `contains(line, '"${phase}"')`).join(' OR ')
  const valid = `CASE WHEN json_valid(${OBJECT}) THEN ${OBJECT} END`
  return `SELECT ${valid} AS o FROM ${linesSql(files)} WHERE line IS NOT NULL AND (${mayBe})`
}

/** The columns of a record that have a meaning of their own. */
const COLUMNS = {
  time: '/timestamp',
  phase: '/phase',
  traceId: '/traceId',
  spanId: '/spanId',
  parentId: '/parentId',
  service: '/service',
  action: '/action',
  duration: '/duration',
  status: '/metadata/statusCode',
  result: '/result',
  level: '/level',
  coldStart: '/coldStart',
  version: '/version',
  tenantId: '/tenantId',
  keptBy: '/metadata/keptBy',
  code: '/error/code',
  errorName: '/error/name',
  stack: '/error/stack',
} as const

/** Returns SQL for the endings: the columns, `f0`, `f1`, … for fields, and `period`. */
export function endingsSql(
  files: readonly string[],
  fields: readonly FieldPath[],
  periods: Periods,
  choice: RequestChoice,
): string {
  const names = Object.keys(COLUMNS)
  const paths = [...Object.values(COLUMNS), ...fields.map(({ keys }) => pointerTo(keys))]
  const value = (name: string): string => `v[${names.indexOf(name) + 1}]`
  const columns = names
    .filter((name) => !['time', 'phase', 'duration', 'status', 'stack'].includes(name))
    .map((name) => `${value(name)} AS ${quoteName(name)}`)
  const fieldColumns = fields.map((_, index) => `v[${names.length + index + 1}] AS f${index}`)
  const values = `SELECT json_extract_string(o, [${paths.map(quote)}]) AS v FROM (${objectsSql(files, ['complete'])}) WHERE o IS NOT NULL`
  const endings = [
    'SELECT',
    [
      `CAST(epoch_ms(TRY_CAST(${value('time')} AS TIMESTAMPTZ)) AS DOUBLE) AS "time"`,
      `TRY_CAST(${value('duration')} AS DOUBLE) AS "duration"`,
      `TRY_CAST(${value('status')} AS INTEGER) AS "status"`,
      `CASE WHEN ${value('code')} IS NOT NULL THEN ${value('stack')} END AS "stack"`,
      ...columns,
      ...fieldColumns,
    ].join(', '),
    `FROM (${values}) WHERE ${value('phase')} = 'complete' AND ${value('spanId')} IS NOT NULL`,
  ].join(' ')
  const chosen = [
    'isfinite("duration")',
    ...(choice.action === undefined ? [] : [`"action" = ${quote(choice.action)}`]),
    ...(choice.tenant === undefined ? [] : [`"tenantId" = ${quote(choice.tenant)}`]),
  ]
  return `SELECT * FROM (SELECT *, ${periodSql(periods)} AS period FROM (${endings})) WHERE period IS NOT NULL AND ${chosen.join(' AND ')}`
}

/** Returns SQL that is 1 for later requests, 0 for earlier ones, NULL for others. */
function periodSql({ after, before, versions }: Periods): string {
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

/** Returns a JSON pointer. */
function pointerTo(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function quoteName(name: string): string {
  return `"${name}"`
}
