import { periodMs } from './period.ts'
import { QueryError } from './query-error.ts'
import { asNumber, asText, json, number, type Sql } from './sql.ts'
import type { Call, Expression } from './syntax.ts'

type Aggregate = (value: Sql, time: string) => Sql

/** Returns SQL for an aggregate of numbers. Infinities and NaN, as of an overflow, are left out. */
function ofFinite(name: string, value: Sql): string {
  const sql = asNumber(value)
  return value.kind === 'number' ? `${name}(${sql}) FILTER (isfinite(${sql}))` : `${name}(${sql})`
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
  median: (value) => number(quantile(value, 0.5)),
}

/** Aggregates of several arguments. */
const OTHERS: Readonly<
  Record<string, (call: Call, toSql: (arg: Expression) => Sql, time: string) => Sql>
> = {
  pct: percentile,
  percentile,
  rate,
  histogram,
  topk,
}

/** Whether a function computes one value of many rows. */
export function isAggregate(name: string): boolean {
  return Object.hasOwn(AGGREGATES, name) || Object.hasOwn(OTHERS, name)
}

/** The aggregates, by their names in lower case. */
export const AGGREGATE_NAMES: readonly string[] = [AGGREGATES, OTHERS].flatMap(Object.keys)

/**
 * Translates an aggregate.
 * @param toSql translates its arguments
 * @param time SQL for the time of each row
 */
export function aggregate(call: Call, toSql: (arg: Expression) => Sql, time: () => string): Sql {
  const { name, args, at } = call
  const list = args === '*' ? [] : args
  if (name === 'count' && list.length === 0) return number('CAST(count(*) AS DOUBLE)')
  const other = Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined
  if (other !== undefined) return other(call, toSql, name === 'rate' ? time() : '')
  const [value] = list
  if (value === undefined || list.length > 1) {
    throw new QueryError(`${name} takes one argument`, { at })
  }
  const needsTime = name === 'earliest' || name === 'latest'
  return (AGGREGATES[name] as Aggregate)(toSql(value), needsTime ? time() : '')
}

function sortsAt(name: string, value: Sql): string {
  const text = asText(value)
  return `${name}(${text}, (ql_number(${text}) IS NOT NULL, ql_number(${text}), ql_runs(${text})))`
}

function quantile(value: Sql, share: number): string {
  const sql = asNumber(value)
  return `quantile_cont(${sql}, ${share}) FILTER (isfinite(${sql}))`
}

function percentile({ args, at }: Call, toSql: (arg: Expression) => Sql): Sql {
  const [value, percentage, ...rest] = args === '*' ? [] : args
  const fits = percentage?.kind === 'number' && percentage.value <= 100 && rest.length === 0
  if (value === undefined || !fits) {
    throw new QueryError('pct takes a field and a number from 0 to 100', { at })
  }
  return number(quantile(toSql(value), percentage.value / 100))
}

/** The change from the first to the last value, in a period. */
function rate({ args, at }: Call, toSql: (arg: Expression) => Sql, time: string): Sql {
  const [value, period] = args === '*' ? [] : args
  const ms = period?.kind === 'period' ? periodMs(period) : undefined
  if (value === undefined || ms === undefined) {
    throw new QueryError('rate takes a field and a period such as 1m', { at })
  }
  const sql = asNumber(toSql(value))
  const when = `${time}) FILTER (${sql} IS NOT NULL`
  const change = `(arg_max(${sql}, ${when}) - arg_min(${sql}, ${when}))`
  return number(`(${change} / nullif(max(${when}) - min(${when}), 0) * ${ms})`)
}

function histogram({ args, at }: Call, toSql: (arg: Expression) => Sql): Sql {
  const [value, buckets] = args === '*' ? [] : args
  const fits = buckets?.kind === 'number' && Number.isInteger(buckets.value) && buckets.value > 0
  if (value === undefined || !fits) {
    throw new QueryError('histogram takes a field and a number of ranges', { at })
  }
  const sql = asNumber(toSql(value))
  const list = `CAST(to_json(list(${sql}) FILTER (isfinite(${sql}))) AS VARCHAR)`
  return json(`ql_histogram(${list}, ${buckets.value})`)
}

const MAX_TOP = 10_000

function topk({ args, at }: Call, toSql: (arg: Expression) => Sql): Sql {
  const [count, value, ...rest] = args === '*' ? [] : args
  const fits = count?.kind === 'number' && count.value >= 1 && count.value <= MAX_TOP
  if (!fits || value === undefined || rest.length > 0) {
    throw new QueryError(`topk takes a number from 1 to ${MAX_TOP} and a field`, { at })
  }
  const counted = `map_entries(histogram(${asText(toSql(value))}))`
  const sortable = `list_transform(${counted}, lambda e: {c: -CAST(e.value AS BIGINT), k: e.key})`
  const top = `list_transform(list_sort(${sortable})[1:${count.value}], lambda e: e.k)`
  return json(`CAST(to_json(${top}) AS VARCHAR)`)
}
