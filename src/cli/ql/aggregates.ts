import { QueryError } from './query-error.ts'
import { asNumber, asText, number, type Sql } from './sql.ts'
import type { Call, Expression } from './syntax.ts'

type Aggregate = (value: Sql, time: string) => Sql

function numeric(name: string): Aggregate {
  return (value) => number(`${name}(${asNumber(value)})`)
}

/** An aggregate of numbers or of times. */
function numericOrTime(name: string): Aggregate {
  return (value) => {
    const sql = `${name}(${asNumber(value)})`
    return value.kind === 'time' ? { sql, kind: 'time' } : number(sql)
  }
}

const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  avg: numeric('avg'),
  sum: numeric('sum'),
  stddev: numeric('stddev_samp'),
  min: numericOrTime('min'),
  max: numericOrTime('max'),
  count: (value) => number(`count(${value.sql})`),
  count_distinct: (value) => number(`count(DISTINCT ${asText(value)})`),
  earliest: (value, time) => ({ sql: `arg_min(${value.sql}, ${time})`, kind: value.kind }),
  latest: (value, time) => ({ sql: `arg_max(${value.sql}, ${time})`, kind: value.kind }),
  sortsfirst: (value) => ({ sql: `min(${asText(value)})`, kind: 'value' }),
  sortslast: (value) => ({ sql: `max(${asText(value)})`, kind: 'value' }),
}

/** Whether a function computes one value of many rows. */
export function isAggregate(name: string): boolean {
  return name === 'pct' || Object.hasOwn(AGGREGATES, name)
}

/**
 * Translates an aggregate.
 * @param toSql translates its arguments
 * @param time SQL for the time of each row
 */
export function aggregate(call: Call, toSql: (arg: Expression) => Sql, time: string): Sql {
  const { name, args, at } = call
  const list = args === '*' ? [] : args
  if (name === 'count' && list.length === 0) return number('count(*)')
  if (name === 'pct') return percentile(list, at, toSql)
  const [value] = list
  if (value === undefined || list.length > 1) {
    throw new QueryError(`${name} takes one argument`, { at })
  }
  return (AGGREGATES[name] as Aggregate)(toSql(value), time)
}

function percentile(
  [value, percentage, ...rest]: readonly Expression[],
  at: number,
  toSql: (arg: Expression) => Sql,
): Sql {
  const fits = percentage?.kind === 'number' && percentage.value <= 100 && rest.length === 0
  if (value === undefined || !fits) {
    throw new QueryError('pct takes a field and a number from 0 to 100', { at })
  }
  return number(`quantile_cont(${asNumber(toSql(value))}, ${percentage.value / 100})`)
}
