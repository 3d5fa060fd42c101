import { quote } from './sql.ts'

/** The NDJSON files and the time that a query reads. */
export interface FileSource {
  readonly files: readonly string[]
  /** What users call the files, by their paths. Default: their paths. */
  readonly names?: ReadonlyMap<string, string>
  /** The earliest time, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** The latest time, in milliseconds since 1970. */
  readonly until?: number | undefined
  /** Whether lines that look like JSON are read without a check. A broken one then fails the query. */
  readonly isTrusted?: boolean
  /** The CSV files that `lookup` may read, by name. */
  readonly tables?: ReadonlyMap<string, string>
}

/** Stands between a line and the time that its neighbour has, in milliseconds since 1970. JSON contains no
 * control characters. */
export const SEPARATOR = '\u0001\u0002\u0001'

/** Returns SQL for the lines of files, as `line`, `file` and `neighbour_time`. DuckDB skips, and counts, lines that are not UTF-8. */
export function linesSql(files: readonly string[]): string {
  const options = [
    `delim = '${SEPARATOR}'`,
    `quote = ''`,
    `escape = ''`,
    'header = false',
    'auto_detect = false',
    `columns = {'line': 'VARCHAR', 'neighbour_time': 'VARCHAR'}`,
    'null_padding = true',
    'max_line_size = 4194304',
    'strict_mode = false',
    `filename = 'file'`,
    'ignore_errors = true',
    'store_rejects = true',
  ]
  const paths = files.map((file) => quote(file.replace(/[*?[]/g, '[$&]')))
  return `read_csv([${paths}], ${options.join(', ')})`
}

/** Returns SQL for what users call the `file` of a line. */
export function fileNameSql({ names = new Map() }: FileSource, file: string): string {
  const others = [...names].filter(([path, name]) => path !== name)
  const cases = others.map(([path, name]) => `WHEN ${quote(path)} THEN ${quote(name)}`)
  return cases.length === 0 ? file : `CASE ${file} ${cases.join(' ')} ELSE ${file} END`
}

/** Returns SQL that counts the lines and the records, which have a phase. */
export function countSql(files: readonly string[]): string {
  const isRecord = `contains(line, 'phase":"')`
  return `SELECT count(line), count(*) FILTER (${isRecord}) FROM ${linesSql(files)}`
}

/**
 * Returns SQL for the lines that satisfy all conditions, each with its JSON object `o`. It begins at the
 * first brace: Lambda's text format writes text before it.
 */
export function objectsSql(source: FileSource, lineConditions: readonly string[]): string {
  const lines = ['line IS NOT NULL', ...lineConditions].join(' AND ')
  const from = `${linesSql(source.files)} WHERE ${lines}`
  return `SELECT line, file, neighbour_time, ${objectSql(source)} AS o FROM ${from}`
}

/** Returns SQL for the JSON object of a `line`. */
export function objectSql({ isTrusted = false }: FileSource): string {
  const object = `CASE WHEN starts_with(line, '{') THEN line ELSE substr(line, position('{' IN line)) END`
  // TRY would be slow: after one broken line it evaluates a thousand others one by one.
  const isJson = `starts_with(line, '{"') AND suffix(line, '}')`
  const valid = `ql_object(${object})`
  return isTrusted ? `CASE WHEN ${isJson} THEN line ELSE ${valid} END` : valid
}
