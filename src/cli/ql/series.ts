import type { AggregateScope } from './aggregate-scope.ts'
import { periodMs } from './period.ts'
import { QueryError } from './query-error.ts'
import { asNumber, asText, json, number, type Sql } from './sql.ts'
import type { Call } from './syntax.ts'

/** Aggregates of a field and a number or a period. */
export const SERIES = { rate, histogram, topk } as const

/** The change from the first to the last value, in a period. */
function rate({ args, at }: Call, { toSql, time }: AggregateScope): Sql {
  const [value, period] = args === '*' ? [] : args
  const ms = period?.kind === 'period' ? periodMs(period) : undefined
  if (value === undefined || ms === undefined) {
    throw new QueryError('rate takes a field and a period such as 1m', { at })
  }
  const sql = asNumber(toSql(value))
  const when = `${time()}) FILTER (${sql} IS NOT NULL`
  const change = `(arg_max(${sql}, ${when}) - arg_min(${sql}, ${when}))`
  return number(`(${change} / nullif(max(${when}) - min(${when}), 0) * ${ms})`)
}

function histogram({ args, at }: Call, { toSql }: AggregateScope): Sql {
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

function topk({ args, at }: Call, { toSql }: AggregateScope): Sql {
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
