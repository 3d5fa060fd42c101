import { quote } from './sql.ts'

/** The NDJSON files and the time that a query reads. */
export interface FileSource {
  readonly files: readonly string[]
  /** The earliest time, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** The latest time, in milliseconds since 1970. */
  readonly until?: number | undefined
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

/**
 * Returns SQL for the log events: `line`, `file`, `time`, and `f0`, `f1`, … for the fields in their order.
 * @param lineConditions SQL conditions that a line must satisfy
 */
export function eventsSql(
  { files, since, until }: FileSource,
  fields: readonly string[],
  lineConditions: readonly string[] = [],
): string {
  const values = valuesSql(files, ['timestamp', ...fields], lineConditions)
  const time = `CAST(epoch_ms(TRY_CAST(json_extract_string(v[1], '$') AS TIMESTAMP)) AS DOUBLE)`
  const columns = fields.map((_, index) => `${scalarSql(`v[${index + 2}]`)} AS f${index}`)
  const events = `SELECT ${['line', 'file', `${time} AS time`, ...columns]} FROM (${values})`
  const bounds = [
    since === undefined ? [] : `time >= ${since}`,
    until === undefined ? [] : `time <= ${until}`,
  ].flat()
  return bounds.length === 0 ? events : `SELECT * FROM (${events}) WHERE ${bounds.join(' AND ')}`
}

/** Returns SQL that counts the lines and the records. */
export function countSql(files: readonly string[]): string {
  const isRecord = 'v[1] IS NOT NULL AND v[2] IS NOT NULL'
  const values = valuesSql(files, ['timestamp', 'phase'])
  return `SELECT count(*), count(*) FILTER (${isRecord}) FROM (${values})`
}

/**
 * Returns SQL for the lines that satisfy all conditions, each with a list `v` of its fields as JSON.
 * The JSON begins at the first brace: Lambda's text format writes text before it.
 */
function valuesSql(
  files: readonly string[],
  fields: readonly string[],
  lineConditions: readonly string[] = [],
): string {
  const paths = fields.map((name) => quote(pointerTo(name)))
  const object = `CASE WHEN starts_with(line, '{') THEN line ELSE substr(line, position('{' IN line)) END`
  // TRY would be slow: after one broken line it evaluates a thousand others one by one.
  const lines = ['line IS NOT NULL', ...lineConditions].join(' AND ')
  return `SELECT line, file, CASE WHEN json_valid(${object}) THEN json_extract(${object}, [${paths}]) END AS v FROM ${linesSql(files)} WHERE ${lines}`
}

/** Returns the JSON pointer of a field such as `metadata.statusCode`. */
function pointerTo(name: string): string {
  const keys = name.split('.').map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'))
  return `/${keys.join('/')}`
}

/** Returns SQL for a JSON value as CloudWatch stores it: true as 1, objects and arrays not at all. */
function scalarSql(json: string): string {
  return (
    `CASE left(${json}::VARCHAR, 1) WHEN '"' THEN json_extract_string(${json}, '$') ` +
    `WHEN 't' THEN '1' WHEN 'f' THEN '0' WHEN 'n' THEN NULL WHEN '{' THEN NULL WHEN '[' THEN NULL ` +
    `ELSE ${json}::VARCHAR END`
  )
}
