/**
 * The kind of value that an expression has. `value`: a field of the log, as text, which may be a number.
 * `time`: milliseconds since 1970. `json`: any value as JSON, which may be a map or a list.
 */
export type SqlKind = 'value' | 'text' | 'number' | 'boolean' | 'time' | 'json'

/** An expression in SQL. */
export interface Sql {
  readonly sql: string
  readonly kind: SqlKind
}

/** Statements that must have run on a connection before a translated query. */
export const SETUP_SQL: readonly string[] = [
  // Times without an offset are UTC, and not of the machine's zone.
  `SET TimeZone = 'UTC'`,
  // TRY_CAST takes NaN, infinities and 1_000 too.
  `CREATE MACRO ql_number(x) AS
    CASE WHEN isfinite(TRY_CAST(x AS DOUBLE)) AND NOT contains(x, '_') THEN TRY_CAST(x AS DOUBLE) END`,
  // Escapes of lone surrogates become U+FFFD. Escaped backslashes and pairs are put aside meanwhile:
  // JSON has no control characters.
  String.raw`CREATE MACRO ql_paired(x) AS regexp_replace(replace(x, '\\', chr(1)),
    '\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})', chr(2) || '\1' || chr(2) || '\2', 'g')`,
  String.raw`CREATE MACRO ql_well_formed(x) AS replace(replace(
    regexp_replace(ql_paired(x), '\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '\\ufffd', 'g'), chr(2), '\u'), chr(1), '\\')`,
  // A text if it is JSON. DuckDB refuses lone surrogates.
  String.raw`CREATE MACRO ql_object(x) AS CASE WHEN json_valid(x) THEN x
    WHEN regexp_matches(x, '\\u[dD][89a-fA-F]') AND json_valid(ql_well_formed(x)) THEN ql_well_formed(x) END`,
  // As CloudWatch stores a JSON value: true as 1, maps and lists not at all.
  `CREATE MACRO ql_scalar(j) AS CASE json_type(j)
    WHEN 'VARCHAR' THEN json_extract_string(j, '$') WHEN 'BOOLEAN' THEN CASE j WHEN 'true' THEN '1' ELSE '0' END
    WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL ELSE j END`,
  `CREATE MACRO ql_shown(j) AS CASE json_type(j) WHEN 'OBJECT' THEN j WHEN 'ARRAY' THEN j ELSE ql_scalar(j) END`,
  `CREATE MACRO ql_epoch(n) AS CASE WHEN n < 1e11 THEN n * 1000 WHEN n < 1e14 THEN n
    WHEN n < 1e17 THEN floor(n / 1000) ELSE floor(n / 1000000) END`,
  // A time as text, or as a number of seconds, milliseconds, microseconds or nanoseconds since 1970.
  `CREATE MACRO ql_time(x) AS CASE WHEN contains(x, '-') OR contains(x, ':')
    THEN CAST(epoch_ms(TRY_CAST(x AS TIMESTAMPTZ)) AS DOUBLE) ELSE ql_epoch(ql_number(x)) END`,
  // Texts in runs of digits and of others: a run of more digits is greater.
  `CREATE MACRO ql_runs(x) AS list_transform(regexp_extract_all(x, '[0-9]+|[A-Za-z]+|[^0-9A-Za-z]+'),
    lambda run: CASE WHEN run[1] BETWEEN '0' AND '9' THEN '0' || lpad(CAST(length(run) AS VARCHAR), 5, '0') || run ELSE run END)`,
]

/** Marks SQL as a text. */
export function text(sql: string): Sql {
  return { sql, kind: 'text' }
}

/** Marks SQL as a number. */
export function number(sql: string): Sql {
  return { sql, kind: 'number' }
}

/** Marks SQL as a boolean. */
export function boolean(sql: string): Sql {
  return { sql, kind: 'boolean' }
}

/** Marks SQL as JSON. */
export function json(sql: string): Sql {
  return { sql, kind: 'json' }
}

/** Returns a text as an SQL literal. */
export function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** Returns a number as an SQL literal. */
export function numeral(value: number): string {
  return `CAST(${value} AS DOUBLE)`
}

/** Converts to a number: true to 1, and a text that is no number to NULL. */
export function asNumber({ sql, kind }: Sql): string {
  if (kind === 'number' || kind === 'time') return sql
  if (kind === 'boolean') return `CAST(${sql} AS DOUBLE)`
  return `ql_number(${kind === 'json' ? `ql_scalar(${sql})` : sql})`
}

/** Converts to a number, for an aggregate with a filter that leaves out infinities and NaN, as of an overflow. */
export function finite(value: Sql): { sql: string; filter: string } {
  const sql = asNumber(value)
  // Texts are converted to finite numbers only.
  return { sql, filter: value.kind === 'number' ? ` FILTER (isfinite(${sql}))` : '' }
}

/** Converts to text. A whole number gets no decimals. */
export function asText({ sql, kind }: Sql): string {
  if (kind === 'value' || kind === 'text') return sql
  if (kind === 'json') return `ql_scalar(${sql})`
  if (kind === 'boolean') return `CAST(CAST(${sql} AS INTEGER) AS VARCHAR)`
  if (kind === 'time')
    return `strftime(make_timestamp_ms(CAST(${sql} AS BIGINT)), '%Y-%m-%d %H:%M:%S.%g')`
  return `regexp_replace(CAST(${sql} AS VARCHAR), '\\.0$', '')`
}

/** Converts to a time: a text by its form. */
export function asTime(value: Sql): string {
  return value.kind === 'value' || value.kind === 'text' ? `ql_time(${value.sql})` : asNumber(value)
}

/** Converts to a condition. A number holds unless it is 0. */
export function asCondition(value: Sql): string {
  return value.kind === 'boolean' ? value.sql : `(${asNumber(value)} <> 0)`
}

/** Compares for equality: as numbers if one of the values is a number. */
export function equal(left: Sql, right: Sql): string {
  const sides = [left, right]
  if (!sides.some(isNumeric)) return `(${asText(left)} = ${asText(right)})`
  const same = `(${asNumber(left)} = ${asNumber(right)})`
  if (sides.every(isNumeric)) return same
  const missing = sides.map(({ sql }) => `${sql} IS NULL`).join(' OR ')
  return `(CASE WHEN ${missing} THEN NULL ELSE coalesce(${same}, false) END)`
}

/**
 * Compares for order: two fields as numbers if both are numbers, else as text. A field and a text are
 * compared as text.
 */
export function compare(left: Sql, operator: '<' | '<=' | '>' | '>=', right: Sql): string {
  const asNumbers = `(${asNumber(left)} ${operator} ${asNumber(right)})`
  if (isNumeric(left) || isNumeric(right)) return asNumbers
  const asTexts = `(${asText(left)} ${operator} ${asText(right)})`
  const mayBeNumbers = left.kind !== 'text' && right.kind !== 'text'
  return mayBeNumbers ? `coalesce(${asNumbers}, ${asTexts})` : asTexts
}

function isNumeric({ kind }: Sql): boolean {
  return kind === 'number' || kind === 'boolean' || kind === 'time'
}
