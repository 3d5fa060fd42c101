import { quote } from './sql.ts'

/** The log that a query reads: NDJSON files, within a time. */
export interface Source {
  readonly files: readonly string[]
  /** From this moment on, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** Up to this moment. */
  readonly until?: number | undefined
}

/** SQL for the lines of the files, as `line`; what is no UTF-8 is left out, and counted by DuckDB. */
function linesOf(files: readonly string[]): string {
  const options = [
    // JSON has no control characters, so that a record is one column.
    `delim = '\u0001\u0002\u0001'`,
    `quote = ''`,
    `escape = ''`,
    'header = false',
    'auto_detect = false',
    `columns = {'line': 'VARCHAR'}`,
    'max_line_size = 4194304',
    'strict_mode = false',
    'ignore_errors = true',
    'store_rejects = true',
  ]
  const paths = files.map((file) => quote(file.replace(/[*?[]/g, '[$&]')))
  return `read_csv([${paths}], ${options.join(', ')})`
}

/**
 * SQL for the log events: `line`, `time`, and `f0`, `f1`, … for the fields in their order.
 * Lines of which a condition does not hold are left out.
 * The JSON object of a line begins at its first brace: Lambda's text format writes words before it.
 */
export function eventsOf(
  { files, since, until }: Source,
  fields: readonly string[],
  lineConditions: readonly string[] = [],
): string {
  const values = valuesOf(files, ['timestamp', ...fields], lineConditions)
  const time = `CAST(epoch_ms(TRY_CAST(json_extract_string(v[1], '$') AS TIMESTAMP)) AS DOUBLE)`
  const columns = fields.map((_, index) => `${plain(`v[${index + 2}]`)} AS f${index}`)
  const events = `SELECT ${['line', `${time} AS time`, ...columns]} FROM (${values})`
  const bounds = [
    since === undefined ? [] : `time >= ${since}`,
    until === undefined ? [] : `time <= ${until}`,
  ].flat()
  return bounds.length === 0 ? events : `SELECT * FROM (${events}) WHERE ${bounds.join(' AND ')}`
}

/** SQL that counts the lines, and those of them that are records. */
export function countOf(files: readonly string[]): string {
  const isRecord = 'v[1] IS NOT NULL AND v[2] IS NOT NULL'
  const values = valuesOf(files, ['timestamp', 'phase'])
  return `SELECT count(*), count(*) FILTER (${isRecord}) FROM (${values})`
}

/** SQL for the lines of which all conditions hold, each with a list `v` of its fields as JSON. */
function valuesOf(
  files: readonly string[],
  fields: readonly string[],
  lineConditions: readonly string[] = [],
): string {
  const paths = fields.map((name) => quote(pointerTo(name)))
  const object = `CASE WHEN starts_with(line, '{') THEN line ELSE substr(line, position('{' IN line)) END`
  // Not TRY, which after one broken line evaluates a thousand others one by one.
  const lines = ['line IS NOT NULL', ...lineConditions].join(' AND ')
  return `SELECT line, CASE WHEN json_valid(${object}) THEN json_extract(${object}, [${paths}]) END AS v FROM ${linesOf(files)} WHERE ${lines}`
}

/** A JSON pointer to a field by its name with dots. */
function pointerTo(name: string): string {
  const keys = name.split('.').map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'))
  return `/${keys.join('/')}`
}

/** SQL for a JSON value as CloudWatch stores it: true is 1; objects and arrays are no fields. */
function plain(json: string): string {
  return (
    `CASE left(${json}::VARCHAR, 1) WHEN '"' THEN json_extract_string(${json}, '$') ` +
    `WHEN 't' THEN '1' WHEN 'f' THEN '0' WHEN 'n' THEN NULL WHEN '{' THEN NULL WHEN '[' THEN NULL ` +
    `ELSE ${json}::VARCHAR END`
  )
}
