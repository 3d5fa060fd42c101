import type { EventLog } from './event-log.ts'
import { LAMBDA_FIELDS } from './lambda-fields.ts'
import { QueryError } from './query-error.ts'
import { fileNameSql } from './source.ts'
import { type Sql, text } from './sql.ts'
import type { Field } from './syntax.ts'

/** Where fields of the log are looked up. */
interface Place {
  readonly log: EventLog
  readonly summarized: boolean
  readonly named: ReadonlyMap<string, Sql>
}

/** Returns SQL for a field of the log. */
export function logField({ log, summarized, named }: Place, { name, at }: Field): Sql {
  // AWS reads groups of `parse` that are called `user` as `@user`.
  const unmarked = name.startsWith('@') ? named.get(name.slice(1)) : undefined
  if (unmarked !== undefined) return unmarked
  if (summarized) {
    const columns = [...named.keys()].join(', ')
    throw new QueryError(`There is no '${name}' after stats: its columns are ${columns}`, { at })
  }
  if (name === '@timestamp') return { sql: `${log.prefix}time`, kind: 'time' }
  if (name === '@message') return text(`${log.prefix}line`)
  if (name === '@log') return text(fileNameSql(log.source, `${log.prefix}file`))
  // Files have no streams, and are not ingested.
  if (name === '@logStream' || name === '@ingestionTime') return text('CAST(NULL AS VARCHAR)')
  if (name.startsWith('@') && !LAMBDA_FIELDS.includes(name)) {
    throw new QueryError(`'${name}' exists only on CloudWatch`, { at })
  }
  return { sql: columnOf(log, name, false), kind: 'value' }
}

/** Returns SQL for a field of the log as JSON, with maps and lists. `undefined` if it is no field of JSON. */
export function logJson({ log, summarized }: Place, { name }: Field): string | undefined {
  return summarized || name.startsWith('@') ? undefined : columnOf(log, name, true)
}

function columnOf({ prefix, columns }: EventLog, name: string, isJson: boolean): string {
  const isSame = (one: { name: string; isJson: boolean }): boolean =>
    one.name === name && one.isJson === isJson
  if (!columns.some(isSame)) columns.push({ name, isJson })
  return `${prefix}f${columns.findIndex(isSame)}`
}
