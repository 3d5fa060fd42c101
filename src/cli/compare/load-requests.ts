import type { DuckDBConnection } from '@duckdb/node-api'
import { SLOTS } from './dispersion.ts'
import type { FieldPath } from './fields.ts'
import { CHOSEN, OUTCOMES, type Outcome } from './outcome.ts'
import { isOddChosen, type RequestChoice } from './periods.ts'
import { readColumns } from './read-columns.ts'
import type { Field, Requests } from './requests.ts'
import { MIN_ODD } from './score.ts'

const MAX_VALUES = 2000
const MIN_HISTORY = 30
const MIN_LONG_HISTORY = 300
const WINDOW_MS = 300_000

/**
 * Makes columns of numbers of the table `endings`: what makes each request odd, what it does, and a code
 * for each of its values. Values of fewer than 10 odd requests have none: too rare to tell.
 */
export async function loadRequests(
  connection: DuckDBConnection,
  paths: readonly FieldPath[],
  choice: RequestChoice,
): Promise<Requests> {
  const outcomes = isOddChosen(choice) ? CHOSEN : OUTCOMES
  await connection.run(LIMITS_SQL)
  await connection.run(`CREATE TABLE requests AS ${oddSql(choice)}`)
  await connection.run('DROP TABLE endings')
  await connection.run(STRATA_SQL)
  const values: string[][] = []
  for (const [index, { isNumber }] of paths.entries()) {
    values.push(await createCodes(connection, index, isNumber))
  }
  const columns = paths.map((_, index) => `coalesce(d${index}.number, 0)::USMALLINT`)
  const joins = paths.map(
    (_, index) => `LEFT JOIN codes${index} d${index} ON d${index}.value = r.f${index}`,
  )
  const sql = `SELECT r.rowid::INTEGER, r.period::UTINYINT, r.odd::UTINYINT, r.slot::UTINYINT, s.stratum::USMALLINT, least(r.window, 65535)::USMALLINT, s.service::USMALLINT${columns.map((one) => `, ${one}`).join('')} FROM requests r JOIN strata s ON s.name = r.stratum ${joins.join(' ')}`
  const [[count = 0] = []] = await numbersOf(connection, 'SELECT count(*) FROM requests')
  const [period, odd, slot, stratum, window, service, ...codes] = await readColumns(
    connection,
    sql,
    count,
  )
  const fields = paths.map(({ name }, index): Field => {
    return { name, values: values[index] ?? [], codes: codes[index] as Uint16Array }
  })
  return {
    count,
    outcomes,
    fields: fields.filter((one) => one.values.length > 1),
    period: Uint8Array.from(period ?? []),
    odd: Uint8Array.from(odd ?? []),
    slot: Uint8Array.from(slot ?? []),
    stratum: stratum as Uint16Array,
    rates: await ratesOf(connection, outcomes),
    window: window as Uint16Array,
    windows: (window?.reduce((most, one) => Math.max(most, one), 0) ?? 0) + 1,
    services: rowsByValue(service as Uint16Array),
  }
}

/** Returns the numbers of the rows that have each value. */
function rowsByValue(values: Uint16Array): Int32Array[] {
  const rows: number[][] = []
  values.forEach((value, row) => {
    rows[value] ??= []
    rows[value].push(row)
  })
  return Object.values(rows).map((one) => Int32Array.from(one))
}

/** The limits of each action: p95 and p99 of before, where there is enough of it. */
const LIMITS_SQL = `CREATE TABLE limits AS SELECT "service" AS service, "action" AS action, median("duration") AS p50,
  CASE WHEN count(*) >= ${MIN_HISTORY} THEN quantile_cont("duration", 0.95) END AS p95,
  CASE WHEN count(*) >= ${MIN_LONG_HISTORY} THEN quantile_cont("duration", 0.99) END AS p99
  FROM endings WHERE period = 0 GROUP BY ALL`

function oddSql(choice: RequestChoice): string {
  const bits = isOddChosen(choice)
    ? [chosenSql(choice)]
    : [
        'duration > p95',
        'duration > p99',
        `status >= 500 OR (status IS NULL AND "level" = 'error')`,
        'status >= 400 AND status < 500',
      ]
  const odd = bits.map((bit, index) => `(CASE WHEN ${bit} THEN ${1 << index} ELSE 0 END)`)
  const bounds = `SELECT min("time") FILTER (period = 0) AS first, max("time") FILTER (period = 0) AS last,
    min("time") FILTER (period = 1) AS begin FROM endings`
  const slot = `coalesce(least(${SLOTS - 1}, floor(${SLOTS} * (e."time" - first) / greatest(last - first, 1))), 0)`
  const stratum = `concat_ws(' ', e."service", e."action", e."coldStart")`
  return `SELECT e.*, duration / greatest(coalesce(p50, 1), 0.001) AS pace, ${odd.join(' + ')} AS odd, greatest(0, ${slot}) AS slot, greatest(0, floor((e."time" - begin) / ${WINDOW_MS})) AS window, ${stratum} AS stratum FROM endings e LEFT JOIN limits l ON l.service = e."service" AND l.action = e."action" CROSS JOIN (${bounds})`
}

function chosenSql({ slowMs, errors, status }: RequestChoice): string {
  const conditions = [
    ...(slowMs === undefined ? [] : [`duration > ${slowMs}`]),
    ...(errors ? [`(status >= 500 OR "level" = 'error')`] : []),
    ...(status === undefined ? [] : [`status = ${status}`]),
  ]
  return conditions.join(' AND ')
}

const STRATA_SQL = `CREATE TABLE strata AS SELECT stratum AS name, (row_number() OVER (ORDER BY count(*) DESC, stratum)) - 1 AS stratum,
  dense_rank() OVER (ORDER BY coalesce(any_value("service"), '')) - 1 AS service, coalesce(any_value("coldStart") = 'true', false)::INTEGER AS cold, count(*) FILTER (period = 0) AS before, ${OUTCOMES.map((_, kind) => `count(*) FILTER (period = 0 AND (odd >> ${kind}) & 1 = 1) AS odd${kind}`).join(', ')},
  count(*) AS requests, ${OUTCOMES.map((_, kind) => `count(*) FILTER ((odd >> ${kind}) & 1 = 1) AS all${kind}`).join(', ')}
  FROM requests GROUP BY stratum QUALIFY row_number() OVER (ORDER BY count(*) DESC, stratum) <= 60000`

/**
 * Returns the share of odd requests by stratum. A stratum with little history has the share of all that
 * start as warm or cold. If nothing was before, it is the share of all odd requests. Half an odd request
 * is added: what never happened before is not impossible.
 */
async function ratesOf(
  connection: DuckDBConnection,
  outcomes: readonly Outcome[],
): Promise<Float64Array[]> {
  const kinds = OUTCOMES.map((_, kind) => kind)
  const rows = await numbersOf(
    connection,
    `SELECT cold, before, ${kinds.map((kind) => `odd${kind}`)}, requests, ${kinds.map((kind) => `all${kind}`)} FROM strata ORDER BY stratum`,
  )
  const hasBefore = rows.some(([, before = 0]) => before > 0)
  const from = hasBefore ? 1 : OUTCOMES.length + 2
  const shareOf = (some: readonly number[][]): Float64Array => {
    const sumOf = (at: number): number => some.reduce((sum, row) => sum + (row[at] ?? 0), 0)
    return Float64Array.from(
      outcomes,
      (_, kind) => (sumOf(from + 1 + kind) + 0.5) / (sumOf(from) + 1),
    )
  }
  const all = shareOf(rows)
  if (!hasBefore) return rows.map(() => all)
  const [warm = all, cold = all] = [0, 1].map((one) =>
    shareOf(rows.filter(([start]) => start === one)),
  )
  return rows.map((row) => {
    if ((row[from] ?? 0) >= MIN_HISTORY) return shareOf([row])
    return row[0] === 1 ? cold : warm
  })
}

/** Creates the table of a field's codes, and returns the values by their code. */
async function createCodes(
  connection: DuckDBConnection,
  index: number,
  isNumber: boolean,
): Promise<string[]> {
  const column = `f${index}`
  if (isNumber) await binNumbers(connection, column)
  await connection.run(
    `CREATE TABLE codes${index} AS SELECT ${column} AS value, row_number() OVER (ORDER BY count(*) FILTER (period = 1 AND odd > 0) DESC, count(*) DESC, ${column}) AS number
    FROM requests WHERE ${column} IS NOT NULL GROUP BY ${column}
    HAVING count(*) FILTER (period = 1 AND odd > 0) >= ${MIN_ODD} QUALIFY number <= ${MAX_VALUES}`,
  )
  const reader = await connection.runAndReadAll(`SELECT value FROM codes${index} ORDER BY number`)
  return ['', ...reader.getRows().map(([value]) => String(value))]
}

/** Replaces numbers by their place among those of before: p50, p95 and p99 are the borders. */
async function binNumbers(connection: DuckDBConnection, column: string): Promise<void> {
  const number = `TRY_CAST(${column} AS DOUBLE)`
  const [borders = []] = await numbersOf(
    connection,
    `SELECT unnest(coalesce(quantile_cont(${number}, [0.5, 0.95, 0.99]) FILTER (period = 0), quantile_cont(${number}, [0.5, 0.95, 0.99]))) FROM requests`,
  ).then((rows) => [rows.map(([value]) => value ?? 0)])
  const [p50 = 0, p95 = 0, p99 = 0] = borders
  const [low, high, top] = [p50, p95, p99].map((one) => String(Math.round(one * 1000) / 1000))
  await connection.run(
    `UPDATE requests SET ${column} = CASE WHEN ${number} > ${p99} THEN 'over ${top}' WHEN ${number} > ${p95} THEN '${high} to ${top}' WHEN ${number} > ${p50} THEN '${low} to ${high}' WHEN ${number} IS NOT NULL THEN 'up to ${low}' END`,
  )
}

/** Runs SQL whose result is numbers. */
export async function numbersOf(connection: DuckDBConnection, sql: string): Promise<number[][]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRows().map((row) => row.map(Number))
}
