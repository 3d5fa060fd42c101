import type { AggregateScope } from './aggregate-scope.ts'
import { PERCENTILES } from './percentiles.ts'
import { QueryError } from './query-error.ts'
import { SERIES } from './series.ts'
import { asText, finite, json, number, type Sql } from './sql.ts'
import type { Call } from './syntax.ts'

type Aggregate = (value: Sql, time: string) => Sql

function ofFinite(name: string, value: Sql): string {
  const { sql, filter } = finite(value)
  return `${name}(${sql})${filter}`
}

function numeric(name: string): Aggregate {
  return (value) => number(ofFinite(name, value))
}

/** An aggregate of numbers or of times. */
function numericOrTime(name: string): Aggregate {
  return (value) => ({
    sql: ofFinite(name, value),
    kind: value.kind === 'time' ? 'time' : 'number',
  })
}

const count: Aggregate = (value) => number(`CAST(count(${value.sql}) AS DOUBLE)`)
const countDistinct: Aggregate = (value) =>
  number(`CAST(count(DISTINCT ${asText(value)}) AS DOUBLE)`)
const values: Aggregate = (value) => {
  const texts = `list_sort(array_agg(DISTINCT ${asText(value)}) FILTER (${asText(value)} IS NOT NULL))`
  return json(`CAST(to_json(${texts}) AS VARCHAR)`)
}

/** Of several events at one time, the value that sorts first or last is taken. */
function atTime(name: string): Aggregate {
  return ({ sql, kind }, time) => ({ sql: `${name}(${sql}, (${time}, ${sql}))`, kind })
}

const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  avg: numeric('avg'),
  sum: numeric('sum'),
  stddev: numeric('stddev_samp'),
  variance: numeric('var_pop'),
  min: numericOrTime('min'),
  max: numericOrTime('max'),
  count,
  countovertime: count,
  sumovertime: numeric('sum'),
  count_distinct: countDistinct,
  countdistinct: countDistinct,
  values,
  collect_values: values,
  earliest: atTime('arg_min'),
  latest: atTime('arg_max'),
  sortsfirst: (value) => ({ sql: sortsAt('arg_min', value), kind: 'value' }),
  sortslast: (value) => ({ sql: sortsAt('arg_max', value), kind: 'value' }),
}

/** Aggregates that read their arguments themselves. */
const OTHERS: Readonly<Record<string, (call: Call, scope: AggregateScope) => Sql>> = {
  ...PERCENTILES,
  ...SERIES,
}

/** Whether a function computes one value of many rows. */
export function isAggregate(name: string): boolean {
  return Object.hasOwn(AGGREGATES, name) || Object.hasOwn(OTHERS, name)
}

/** The aggregates, by their names in lower case. */
export const AGGREGATE_NAMES: readonly string[] = [AGGREGATES, OTHERS].flatMap(Object.keys)

/** Translates an aggregate. */
export function aggregate(call: Call, scope: AggregateScope): Sql {
  const { name, args, at } = call
  const list = args === '*' ? [] : args
  if (name === 'count' && list.length === 0) return number('CAST(count(*) AS DOUBLE)')
  const other = Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined
  if (other !== undefined) return other(call, scope)
  const [value] = list
  if (value === undefined || list.length > 1) {
    throw new QueryError(`${name} takes one argument`, { at })
  }
  const needsTime = name === 'earliest' || name === 'latest'
  return (AGGREGATES[name] as Aggregate)(scope.toSql(value), needsTime ? scope.time() : '')
}

function sortsAt(name: string, value: Sql): string {
  const text = asText(value)
  return `${name}(${text}, (ql_number(${text}) IS NOT NULL, ql_number(${text}), ql_runs(${text})))`
}
