import type { Command } from '../commands.ts'
import { QueryError } from '../query-error.ts'
import { readField } from '../read-field.ts'
import { asText, quote } from '../sql.ts'
import { newColumn, show, type TranslationState } from '../translation-state.ts'

/** The column with ranges of addresses, if `cidrlookup` names none. */
const CIDR_COLUMN = 'cidr'

/** Applies `lookup` and `cidrlookup`: adds columns of the first row of a table that fits. */
export function lookup(
  state: TranslationState,
  { table, cidr, matches, override, outputs, at }: Extract<Command, { kind: 'lookup' }>,
): void {
  const file = state.log.source.tables?.get(table)
  if (file === undefined) {
    throw new QueryError(`There is no table '${table}': pass --table ${table}=<file.csv>`, { at })
  }
  const columns = outputs.map(() => newColumn(state.shared))
  const row = newColumn(state.shared)
  const [first] = columns
  const selected = outputs.map(({ column }, index) => `${identifier(column)} AS ${columns[index]}`)
  const keys = matches.map(({ column, field }, index) => {
    const isDefault = cidr && column === field.name
    return { column: isDefault ? CIDR_COLUMN : column, field, name: `${row}_k${index}` }
  })
  const keyed = keys.map(({ column, name }) => `${identifier(column)} AS ${name}`)
  const rows = `SELECT ${[...selected, ...keyed]}, row_number() OVER () AS ${row}_t FROM read_csv(${quote(file)}, header = true, all_varchar = true)`
  const conditions = keys.map(({ field, name }) => {
    const value = asText(readField(state, field))
    return cidr ? `ql_isinsubnet(${value}, ${name}, '') = 1` : `${value} = ${name}`
  })
  const numbered = `SELECT *, row_number() OVER () AS ${row} FROM (${state.rows})`
  state.rows =
    `SELECT * FROM (${numbered}) LEFT JOIN (${rows}) ON ${conditions.join(' AND ')} ` +
    `QUALIFY row_number() OVER (PARTITION BY ${row} ORDER BY ${row}_t) = 1`
  for (const [index, { name }] of outputs.entries()) {
    const found = columns[index] ?? first ?? 'NULL'
    const own = override ? undefined : ownValue(state, name)
    const sql = own === undefined ? found : `coalesce(${own}, ${found})`
    state.rows = `SELECT *, ${sql} AS ${found}_o FROM (${state.rows})`
    state.named.set(name, { sql: `${found}_o`, kind: 'value' })
    show(state, name)
  }
}

function ownValue(state: TranslationState, name: string): string | undefined {
  if (state.summarized && !state.named.has(name)) return undefined
  return asText(readField(state, { kind: 'field', name, at: 0 }))
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
