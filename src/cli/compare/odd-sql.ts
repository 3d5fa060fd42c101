import { SLOTS } from './dispersion.ts'
import { periodSql } from './endings-sql.ts'
import { isOddChosen, type Periods, type RequestChoice } from './periods.ts'

/** The fewest requests of before that a p95 is taken of. */
export const MIN_HISTORY = 30
/** The fewest requests of before that a p99 is taken of. */
export const MIN_LONG_HISTORY = 300
const WINDOW_MS = 300_000

/** Returns SQL for the limits of each action: p95 and p99 of before, where there is enough of it. */
export function limitsSql(periods: Periods): string {
  return `SELECT "service" AS service, "action" AS action, median("duration") AS p50,
  CASE WHEN count(*) >= ${MIN_HISTORY} THEN quantile_cont("duration", 0.95) END AS p95,
  CASE WHEN count(*) >= ${MIN_LONG_HISTORY} THEN quantile_cont("duration", 0.99) END AS p99
  FROM brief WHERE ${periodSql(periods)} = 0 GROUP BY ALL`
}

/** Returns SQL for the first and last time of before, and the first one after. */
export function boundsSql(periods: Periods): string {
  return `SELECT min("time") FILTER (period = 0) AS first, max("time") FILTER (period = 0) AS last,
  min("time") FILTER (period = 1) AS begin FROM (SELECT "time", ${periodSql(periods)} AS period FROM brief)`
}

/** Returns SQL that adds to endings what makes each odd, and which requests it is compared with. */
export function oddSql(endings: string, choice: RequestChoice): string {
  const bits = isOddChosen(choice)
    ? [chosenSql(choice)]
    : ['duration > p95', 'duration > p99', FAULT, REFUSED]
  const odd = bits.map((bit, index) => `(CASE WHEN ${bit} THEN ${1 << index} ELSE 0 END)`)
  const slot = `coalesce(least(${SLOTS - 1}, floor(${SLOTS} * (e."time" - first) / greatest(last - first, 1))), 0)`
  const stratum = `hash(e."service", e."action", e."coldStart")`
  return `SELECT e.* EXCLUDE ("coldStart"), duration / greatest(coalesce(p50, 1), 0.001) AS pace, (${odd.join(' + ')})::UTINYINT AS odd, greatest(0, ${slot})::UTINYINT AS slot,
    least(greatest(0, floor((e."time" - begin) / ${WINDOW_MS})), 65535)::USMALLINT AS window, ${stratum} AS stratum, e."coldStart" = 'true' AS cold
  FROM (${endings}) e LEFT JOIN limits l ON l.service = e."service" AND l.action = e."action" CROSS JOIN bounds`
}

const FAULT = `(status >= 500 OR (status IS NULL AND "isError"))`
const REFUSED = '(status >= 400 AND status < 500)'

function chosenSql({ slowMs, errors, status }: RequestChoice): string {
  const conditions = [
    ...(slowMs === undefined ? [] : [`duration > ${slowMs}`]),
    ...(errors ? [`(status >= 500 OR "isError")`] : []),
    ...(status === undefined ? [] : [`status = ${status}`]),
  ]
  return conditions.join(' AND ')
}
