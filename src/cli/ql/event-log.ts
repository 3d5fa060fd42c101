import { pointersTo } from './json-path.ts'
import { discoveredSql } from './lambda-fields.ts'
import { type FileSource, objectSql, objectsSql } from './source.ts'
import { quote } from './sql.ts'

/** A field of the log that a query reads, as a column of the events. */
interface LogColumn {
  readonly name: string
  /** Whether the value is read as JSON, with maps and lists. Else as CloudWatch stores it. */
  readonly isJson: boolean
}

/** What a query reads of a log. */
export interface EventLog {
  source: FileSource
  /** The beginning of the columns' names. */
  readonly prefix: string
  readonly columns: LogColumn[]
  /** SQL conditions that a line must satisfy. */
  readonly lineConditions: string[]
}

/** A column, and its name in SQL. */
interface NamedColumn extends LogColumn {
  readonly sqlName: string
}

const TIME_FIELD = 'timestamp'
const OTHER_TIME_FIELDS = ['time', '@timestamp']
const TIME_PREFIX = String.raw`^\s*(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)`

/**
 * Returns SQL for the log events: `line`, `file`, `time`, and `f0`, `f1`, … for the columns in their
 * order, each after the prefix. Of these, only what a statement mentions is read.
 */
export function eventsSql(log: EventLog, statement: string): string {
  const { source, prefix, lineConditions } = log
  const mentioned = wordsOf(statement)
  const bounds = [
    source.since === undefined ? [] : `${prefix}time >= ${source.since}`,
    source.until === undefined ? [] : `${prefix}time <= ${source.until}`,
  ].flat()
  const hasTime = bounds.length > 0 || mentioned.has(`${prefix}time`)
  const columns = columnsOf(log).filter(({ sqlName }) => mentioned.has(sqlName))
  const paths = [...(hasTime ? [`/${TIME_FIELD}`] : []), ...pathsOf(columns)]
  const selected = [
    `line AS ${prefix}line`,
    `file AS ${prefix}file`,
    ...(hasTime ? [`${timeSql(paths)} AS ${prefix}time`] : []),
    ...columns.map((column) => columnSql(column, paths)),
  ]
  const objects = objectsSql(source, lineConditions)
  const events = `SELECT ${selected} FROM (SELECT *, ${valuesSql(paths)} AS v FROM (${objects}))`
  return bounds.length === 0 ? events : `SELECT * FROM (${events}) WHERE ${bounds.join(' AND ')}`
}

/** Returns the columns of a log that a statement over its events doesn't mention, by their names in SQL. */
export function unmentioned(log: EventLog, statement: string): string[] {
  const mentioned = wordsOf(statement)
  return columnsOf(log).flatMap(({ sqlName }) => (mentioned.has(sqlName) ? [] : sqlName))
}

/** Returns the name of a column that is read later. */
export function lateName(sqlName: string): string {
  return `late_${sqlName}`
}

/** Returns SQL that adds columns to rows with a `line`, under their late names. */
export function withLateColumns(log: EventLog, names: readonly string[], rows: string): string {
  const columns = columnsOf(log).filter(({ sqlName }) => names.includes(sqlName))
  const paths = pathsOf(columns)
  const late = columns.map((column) =>
    columnSql({ ...column, sqlName: lateName(column.sqlName) }, paths),
  )
  const objects = `SELECT *, ${objectSql(log.source)} AS o FROM (${rows})`
  return `SELECT *, ${late} FROM (SELECT *, ${valuesSql(paths)} AS v FROM (${objects}))`
}

function wordsOf(statement: string): ReadonlySet<string> {
  return new Set(statement.match(/\w+/g))
}

function columnsOf({ prefix, columns }: EventLog): NamedColumn[] {
  return columns.map((column, index) => ({ ...column, sqlName: `${prefix}f${index}` }))
}

/** Returns the places of the columns that are read as CloudWatch stores them. */
function pathsOf(columns: readonly LogColumn[]): string[] {
  const scalars = columns.filter(({ name, isJson }) => !isJson && !name.startsWith('@'))
  return [...new Set(scalars.flatMap(({ name }) => pointersTo(name)))]
}

/** Returns SQL for the list of values that `o` has at some places. */
function valuesSql(paths: readonly string[]): string {
  return paths.length === 0 ? 'NULL' : `json_extract_string(o, [${paths.map(quote)}])`
}

function columnSql({ name, isJson, sqlName }: NamedColumn, paths: readonly string[]): string {
  if (!isJson && name.startsWith('@')) return `${discoveredSql(name)} AS ${sqlName}`
  const values = pointersTo(name).map((pointer) =>
    isJson
      ? `CAST(json_extract(o, ${quote(pointer)}) AS VARCHAR)`
      : scalarSql(pointer, paths.indexOf(pointer)),
  )
  return `${coalesce(values)} AS ${sqlName}`
}

function timeSql(paths: readonly string[]): string {
  const value = `v[${paths.indexOf(`/${TIME_FIELD}`) + 1}]`
  // The rest is read only of lines without the first field.
  const others = OTHER_TIME_FIELDS.map((name) => `json_extract_string(o, ${quote(`/${name}`)})`)
  const own = `coalesce(${value}, ${others}, regexp_extract(line, ${quote(TIME_PREFIX)}, 1))`
  return `coalesce(ql_time(${own}), TRY_CAST(neighbour_time AS DOUBLE))`
}

/** Returns SQL for a member of `o` as CloudWatch stores it: true as 1, objects and arrays not at all. */
function scalarSql(pointer: string, index: number): string {
  const value = `v[${index + 1}]`
  // Only these texts, and those that begin with a bracket, may be of other types than a string.
  const isDoubtful = `${value} IN ('true', 'false') OR ord(${value}) IN (91, 123)`
  const typed =
    `CASE json_type(o, ${quote(pointer)}) WHEN 'VARCHAR' THEN ${value} ` +
    `WHEN 'BOOLEAN' THEN CASE ${value} WHEN 'true' THEN '1' ELSE '0' END END`
  return `CASE WHEN ${isDoubtful} THEN ${typed} ELSE ${value} END`
}

function coalesce(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? 'NULL') : `coalesce(${values})`
}
