import { pointersTo } from './json-path.ts'
import { discoveredSql } from './lambda-fields.ts'
import { quote } from './sql.ts'

/** The NDJSON files and the time that a query reads. */
export interface FileSource {
  readonly files: readonly string[]
  /** The earliest time, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** The latest time, in milliseconds since 1970. */
  readonly until?: number | undefined
  /** Whether lines that look like JSON are read without a check. A broken one then fails the query. */
  readonly isTrusted?: boolean
  /** The CSV files that `lookup` may read, by name. */
  readonly tables?: ReadonlyMap<string, string>
}

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

/** Returns SQL for the lines of files, as `line` and `file`. DuckDB skips, and counts, lines that are not UTF-8. */
export function linesSql(files: readonly string[]): string {
  const options = [
    // JSON contains no control characters, so a record is one column.
    `delim = '\u0001\u0002\u0001'`,
    `quote = ''`,
    `escape = ''`,
    'header = false',
    'auto_detect = false',
    `columns = {'line': 'VARCHAR'}`,
    'max_line_size = 4194304',
    'strict_mode = false',
    `filename = 'file'`,
    'ignore_errors = true',
    'store_rejects = true',
  ]
  const paths = files.map((file) => quote(file.replace(/[*?[]/g, '[$&]')))
  return `read_csv([${paths}], ${options.join(', ')})`
}

/** Returns SQL that counts the lines and the records, which have a phase. */
export function countSql(files: readonly string[]): string {
  const isRecord = `contains(line, 'phase":"')`
  return `SELECT count(line), count(*) FILTER (${isRecord}) FROM ${linesSql(files)}`
}

const TIME_FIELD = 'timestamp'
const OTHER_TIME_FIELDS = ['time', '@timestamp']
const TIME_PREFIX = String.raw`^\s*(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)`

/**
 * Returns SQL for the log events: `line`, `file`, `time`, and `f0`, `f1`, … for the columns in their
 * order, each after the prefix.
 */
export function eventsSql({ source, prefix, columns, lineConditions }: EventLog): string {
  const scalars = columns.filter(({ name, isJson }) => !isJson && !name.startsWith('@'))
  const pointers = [TIME_FIELD, ...scalars.map(({ name }) => name)].flatMap(pointersTo)
  const paths = [...new Set(pointers)]
  const valueSql = (name: string): string =>
    coalesce(pointersTo(name).map((pointer) => scalarSql(pointer, paths)))
  const columnSql = ({ name, isJson }: LogColumn): string => {
    if (isJson)
      return coalesce(
        pointersTo(name).map((pointer) => `CAST(json_extract(o, ${quote(pointer)}) AS VARCHAR)`),
      )
    return name.startsWith('@') ? discoveredSql(name) : valueSql(name)
  }
  // The rest is read only of lines without the first field.
  const others = OTHER_TIME_FIELDS.map((name) => `json_extract_string(o, ${quote(`/${name}`)})`)
  const text = `coalesce(v[1], ${others}, regexp_extract(line, ${quote(TIME_PREFIX)}, 1))`
  const selected = [
    `line AS ${prefix}line`,
    `file AS ${prefix}file`,
    `ql_time(${text}) AS ${prefix}time`,
    ...columns.map((column, index) => `${columnSql(column)} AS ${prefix}f${index}`),
  ]
  const objects = objectsSql(source, lineConditions)
  const values = `SELECT line, file, o, json_extract_string(o, [${paths.map(quote)}]) AS v FROM (${objects})`
  const events = `SELECT ${selected} FROM (${values})`
  const bounds = [
    source.since === undefined ? [] : `${prefix}time >= ${source.since}`,
    source.until === undefined ? [] : `${prefix}time <= ${source.until}`,
  ].flat()
  return bounds.length === 0 ? events : `SELECT * FROM (${events}) WHERE ${bounds.join(' AND ')}`
}

/**
 * Returns SQL for the lines that satisfy all conditions, each with its JSON object `o`. It begins at the
 * first brace: Lambda's text format writes text before it.
 */
function objectsSql(
  { files, isTrusted = false }: FileSource,
  lineConditions: readonly string[],
): string {
  const object = `CASE WHEN starts_with(line, '{') THEN line ELSE substr(line, position('{' IN line)) END`
  // TRY would be slow: after one broken line it evaluates a thousand others one by one.
  const isJson = `starts_with(line, '{"') AND suffix(line, '}')`
  const valid = `ql_object(${object})`
  const read = isTrusted ? `CASE WHEN ${isJson} THEN line ELSE ${valid} END` : valid
  const lines = ['line IS NOT NULL', ...lineConditions].join(' AND ')
  return `SELECT line, file, ${read} AS o FROM ${linesSql(files)} WHERE ${lines}`
}

/** Returns SQL for a member of `o` as CloudWatch stores it: true as 1, objects and arrays not at all. */
function scalarSql(pointer: string, paths: readonly string[]): string {
  const value = `v[${paths.indexOf(pointer) + 1}]`
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
