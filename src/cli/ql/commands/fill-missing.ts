import type { Command } from '../commands.ts'
import { QueryError } from '../query-error.ts'
import { rowScope } from '../read-field.ts'
import type { Sql } from '../sql.ts'
import { translateExpression } from '../translate-expression.ts'
import { newColumn, type TranslationState } from '../translation-state.ts'

/** Applies `fillmissing`: a row for each period between the first and the last one that has none. */
export function fillMissing(
  state: TranslationState,
  { values, at }: Extract<Command, { kind: 'fillmissing' }>,
): void {
  const { bin, named, shared } = state
  const time = bin === undefined ? undefined : named.get(bin.name)
  if (time === undefined || bin?.ms === undefined) {
    throw new QueryError('fillmissing must follow stats … by bin(…), in periods up to days', { at })
  }
  const columns = new Map([...named.values()].map((value) => [value.sql, value]))
  columns.delete(time.sql)
  const keys = [...columns.values()].filter(({ sql }) => state.keys.includes(sql))
  const step = newColumn(shared)
  const fills = new Map(
    values.map(({ field, value }) => [
      rowScope(state).field(field).sql,
      translateExpression(value, rowScope(state)).sql,
    ]),
  )
  const bounds = `SELECT min(${time.sql}) AS lo, max(${time.sql}) AS hi FROM (${state.rows})`
  const series = `generate_series(CAST(lo AS BIGINT), CAST(hi AS BIGINT), ${bin.ms})`
  const keyNames = keys.map((_, index) => `${step}_k${index}`)
  const groups =
    keys.length === 0
      ? ''
      : `, (SELECT DISTINCT ${keys.map(({ sql }, index) => `${sql} AS ${keyNames[index]}`)} FROM (${state.rows}))`
  const all = `SELECT CAST(unnest(${series}) AS DOUBLE) AS ${step}, * FROM (${bounds})${groups}`
  const matches = [
    `${time.sql} = ${step}`,
    ...keys.map(({ sql }, index) => `${sql} IS NOT DISTINCT FROM ${keyNames[index]}`),
  ]
  const filled = ({ sql }: Sql): string => {
    const key = keys.findIndex((one) => one.sql === sql)
    if (key >= 0) return `${keyNames[key]} AS ${sql}`
    const fill = fills.get(sql)
    return fill === undefined
      ? sql
      : `CASE WHEN ${time.sql} IS NULL THEN ${fill} ELSE ${sql} END AS ${sql}`
  }
  const select = [`${step} AS ${time.sql}`, ...[...columns.values()].map(filled)]
  state.rows = `SELECT ${select} FROM (${all}) LEFT JOIN (${state.rows}) ON ${matches.join(' AND ')}`
}
