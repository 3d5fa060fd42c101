/**
 * The kind of value that an expression has. `value`: a field of the log, as text, which may be a number.
 * `time`: milliseconds since 1970.
 */
export type SqlKind = 'value' | 'text' | 'number' | 'boolean' | 'time'

/** An expression in SQL. */
export interface Sql {
  readonly sql: string
  readonly kind: SqlKind
}

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
  return kind === 'number' || kind === 'time' ? sql : `TRY_CAST(${sql} AS DOUBLE)`
}

/** Converts to text. A whole number gets no decimals. */
export function asText({ sql, kind }: Sql): string {
  if (kind === 'value' || kind === 'text') return sql
  if (kind === 'boolean') return `CAST(CAST(${sql} AS INTEGER) AS VARCHAR)`
  return `regexp_replace(CAST(${sql} AS VARCHAR), '\\.0$', '')`
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
  const mayBeNumbers = left.kind === 'value' && right.kind === 'value'
  return mayBeNumbers ? `coalesce(${asNumbers}, ${asTexts})` : asTexts
}

function isNumeric({ kind }: Sql): boolean {
  return kind === 'number' || kind === 'boolean' || kind === 'time'
}
