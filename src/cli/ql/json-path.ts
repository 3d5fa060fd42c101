import { quote } from './sql.ts'

const MAX_PARTS = 5

/**
 * Returns the places of a field, as JSON pointers. A key may contain dots, so `metadata.http.method` is
 * also `method` in `metadata.http`, or `http.method` in `metadata`.
 */
export function pointersTo(name: string): string[] {
  const parts = name.split('.')
  const groupings = parts.length > MAX_PARTS ? [parts, [name]] : groupingsOf(parts)
  return groupings.map((keys) => `/${keys.map(escapeKey).join('/')}`)
}

function groupingsOf(parts: readonly string[]): string[][] {
  const [first = '', ...rest] = parts
  if (rest.length === 0) return [[first]]
  const others = groupingsOf(rest)
  const joined = others.map(([next, ...keys]) => [`${first}.${next}`, ...keys])
  return [...others.map((keys) => [first, ...keys]), ...joined]
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Returns SQL for a member of a JSON value, as JSON. */
export function memberSql(sql: string, name: string): string {
  const members = pointersTo(name).map((pointer) => `json_extract(${sql}, ${quote(pointer)})`)
  return `CAST(coalesce(${members}) AS VARCHAR)`
}
