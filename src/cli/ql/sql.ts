/**
 * What an expression's SQL gives. `value`: a field as it stands in the log, text that may say a number;
 * `time`: milliseconds since 1970.
 */
export type Kind = 'value' | 'text' | 'number' | 'boolean' | 'time'

export interface Sql {
  readonly sql: string
  readonly kind: Kind
}

export function text(sql: string): Sql {
  return { sql, kind: 'text' }
}

export function number(sql: string): Sql {
  return { sql, kind: 'number' }
}

export function boolean(sql: string): Sql {
  return { sql, kind: 'boolean' }
}

/** A text as an SQL literal. */
export function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** A number as an SQL literal. */
export function numeral(value: number): string {
  return `CAST(${value} AS DOUBLE)`
}

/** As a number: NULL where a text is none; true is 1. */
export function asNumber({ sql, kind }: Sql): string {
  return kind === 'number' || kind === 'time' ? sql : `TRY_CAST(${sql} AS DOUBLE)`
}

/** As text. A whole number has no decimals. */
export function asText({ sql, kind }: Sql): string {
  if (kind === 'value' || kind === 'text') return sql
  if (kind === 'boolean') return `CAST(CAST(${sql} AS INTEGER) AS VARCHAR)`
  return `regexp_replace(CAST(${sql} AS VARCHAR), '\\.0$', '')`
}

/** As a condition: a number holds unless it is 0. */
export function asCondition(value: Sql): string {
  return value.kind === 'boolean' ? value.sql : `(${asNumber(value)} <> 0)`
}

/** Whether two values are the same: as numbers if one of them is a number. */
export function equal(left: Sql, right: Sql): string {
  const sides = [left, right]
  if (!sides.some(isNumeric)) return `(${asText(left)} = ${asText(right)})`
  const same = `(${asNumber(left)} = ${asNumber(right)})`
  if (sides.every(isNumeric)) return same
  const missing = sides.map(({ sql }) => `${sql} IS NULL`).join(' OR ')
  return `(CASE WHEN ${missing} THEN NULL ELSE coalesce(${same}, false) END)`
}

/** Whether two values are in an order: two fields as numbers if they are, one beside a text as text. */
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
