import type { DuckDBConnection } from '@duckdb/node-api'
import { createCodes } from './codes.ts'
import { briefSql, endingsSql, valuesSql } from './endings-sql.ts'
import type { FieldPath } from './fields.ts'
import { numbersOf } from './numbers-of.ts'
import { boundsSql, limitsSql, oddSql } from './odd-sql.ts'
import { CHOSEN, OUTCOMES } from './outcome.ts'
import { type FindPeriods, isOddChosen, type Periods, type RequestChoice } from './periods.ts'
import { ratesOf, readStratum, STRATA_SQL } from './rates.ts'
import { readColumns } from './read-columns.ts'
import type { RecordFiles } from './records-sql.ts'
import {
  type Field,
  type Requests,
  rowsThat,
  type ServiceRequests,
  selectRows,
  sortByStratum,
} from './requests.ts'
import { findUnknownChoice } from './unknown-choice.ts'

const MAX_VERSIONS = 10_000

/** What is loaded. */
export interface RequestSource {
  readonly source: RecordFiles
  readonly fields: readonly FieldPath[]
  readonly choice: RequestChoice
  readonly periods: FindPeriods
}

/** Loads the endings of both periods into a table `requests`, and returns the periods. */
export async function loadEndings(
  connection: DuckDBConnection,
  { source, fields, choice, periods }: RequestSource,
): Promise<Periods> {
  await connection.run(`CREATE TABLE brief AS ${briefSql(source, choice)}`)
  const [[last = 0] = []] = await numbersOf(
    connection,
    'SELECT coalesce(max("time"), 0) FROM brief WHERE isfinite("time")',
  )
  if (last === 0) {
    const unknown = await findUnknownChoice(choice, async (field) => {
      const reader = await connection.runAndReadAll(valuesSql(source, field))
      return reader.getRows().map(([value]) => String(value))
    })
    if (unknown !== undefined) throw unknown
  }
  const versions = await readVersions(connection)
  const compared = periods({ versions, ...(last > 0 && { last }) })
  await connection.run(`CREATE TABLE limits AS ${limitsSql(compared)}`)
  await connection.run(`CREATE TABLE bounds AS ${boundsSql(compared)}`)
  await connection.run('DROP TABLE brief')
  const endings = endingsSql(source, fields, compared, choice)
  await connection.run(`CREATE TABLE requests AS ${oddSql(endings, choice)}`)
  return compared
}

async function readVersions(connection: DuckDBConnection): Promise<string[]> {
  const reader = await connection.runAndReadAll(
    `SELECT "version" FROM brief WHERE "version" IS NOT NULL GROUP BY "version" ORDER BY max("time") DESC, "version" LIMIT ${MAX_VERSIONS}`,
  )
  return reader.getRows().map(([version]) => String(version))
}

/** Requests as columns. */
export interface ReadRequests {
  readonly all: Requests
  /** Those of each service. */
  readonly services: readonly ServiceRequests[]
}

/**
 * Reads columns of numbers of the table `requests`: what makes each request odd, what it does, and a code
 * for each of its values.
 */
export async function readRequests(
  connection: DuckDBConnection,
  paths: readonly FieldPath[],
  { choice, areVersions }: { readonly choice: RequestChoice; readonly areVersions: boolean },
): Promise<ReadRequests> {
  const outcomes = isOddChosen(choice) ? CHOSEN : OUTCOMES
  await connection.run(`CREATE TABLE strata AS ${STRATA_SQL}`)
  const values: string[][] = []
  for (const [index, { isNumber }] of paths.entries()) {
    values.push(await createCodes(connection, index, isNumber))
  }
  const columns = paths.map((_, index) => `, coalesce(d${index}.number, 0)::USMALLINT`)
  const joins = paths.map(
    (_, index) => `LEFT JOIN codes${index} d${index} ON d${index}.value = r.f${index}`,
  )
  const sql = `SELECT r.period, r.odd, r.slot, r.window, s.stratum::USMALLINT${columns.join('')}
    FROM requests r JOIN strata s ON s.name = r.stratum ${joins.join(' ')}`
  const [period, odd, slot, window, stratum, ...codes] = (await readColumns(connection, sql)) as [
    Uint16Array,
    Uint16Array,
    Uint16Array,
    Uint16Array,
    Uint16Array,
    ...Uint16Array[],
  ]
  const fields = paths.map(({ name, isNumber }, index): Field => {
    return { name, isNumber, values: values[index] ?? [], codes: codes[index] as Uint16Array }
  })
  const strata = await readStrata(connection)
  const rates = ratesOf(
    strata.map(({ stratum: one }) => one),
    outcomes,
  )
  const all = sortByStratum({
    count: period.length,
    outcomes,
    areVersions,
    fields: fields.filter((one) => one.values.length > 1),
    period: Uint8Array.from(period),
    odd: Uint8Array.from(odd),
    slot: Uint8Array.from(slot),
    stratum,
    rates: Float64Array.from(rates.flatMap((one) => [...one])),
    window,
    windows: window.reduce((most, one) => Math.max(most, one), 0) + 1,
  })
  const services = await readServices(connection)
  return {
    all,
    services: services.map((service, index) => {
      const isOwn = (row: number): boolean => strata[all.stratum[row] as number]?.service === index
      return { service, requests: selectRows(all, rowsThat(all.count, isOwn)) }
    }),
  }
}

/** Returns the names of services by the numbers that strata have. */
async function readServices(connection: DuckDBConnection): Promise<string[]> {
  const reader = await connection.runAndReadAll(
    `SELECT DISTINCT coalesce("service", '') AS name FROM requests ORDER BY name`,
  )
  return reader.getRows().map(([name]) => String(name))
}

async function readStrata(connection: DuckDBConnection) {
  const columns = '* EXCLUDE (name, stratum)'
  const rows = await numbersOf(connection, `SELECT ${columns} FROM strata ORDER BY stratum`)
  return rows.map(([service, ...rest]) => ({ service, stratum: readStratum(rest) }))
}
