import { QueryError } from './query-error.ts'
import type { Period } from './syntax.ts'

interface Unit {
  readonly names: string
  /** The fixed length; calendar units have none. */
  readonly ms?: number
  /** CloudWatch silently reduces a greater count to this one. */
  readonly max: number
  /** The name in SQL. */
  readonly sql: string
}

const UNITS: readonly Unit[] = [
  { names: 'ms msec millisecond', ms: 1, max: 1000, sql: 'millisecond' },
  { names: 's sec second', ms: 1000, max: 60, sql: 'second' },
  { names: 'm min minute', ms: 60_000, max: 60, sql: 'minute' },
  { names: 'h hr hour', ms: 3_600_000, max: 24, sql: 'hour' },
  { names: 'd day', ms: 86_400_000, max: Number.POSITIVE_INFINITY, sql: 'day' },
  { names: 'w week', max: 1, sql: 'week' },
  { names: 'mo mon month', max: 1, sql: 'month' },
  { names: 'q qtr quarter', max: 1, sql: 'quarter' },
  { names: 'y yr year', max: 1, sql: 'year' },
]

/** Returns a message if CloudWatch silently shortens a period. */
export function excessMessage(period: Period): string | undefined {
  const { ms, max } = unitOf(period)
  if (ms === undefined || period.count <= max) return undefined
  const { count, unit } = period
  return `CloudWatch reads ${count}${unit} as ${max}${unit}: use a larger unit`
}

/** Returns the length of a period as CloudWatch reads it. `undefined` for months and the like. */
export function periodMs(period: Period): number | undefined {
  const { ms, max } = unitOf(period)
  return ms === undefined ? undefined : Math.min(period.count, max) * ms
}

/** Returns SQL that rounds milliseconds down to the begin of a period. */
export function floorTo(period: Period, sql: string): string {
  const length = periodMs(period)
  if (length !== undefined) {
    if (!(length >= 1)) throw new QueryError('A period must be at least 1 ms', { at: period.at })
    return `(floor((${sql}) / ${length}) * ${length})`
  }
  if (period.count !== 1)
    throw new QueryError(`Only 1${period.unit} is supported over files`, { at: period.at })
  return `CAST(epoch_ms(date_trunc('${unitOf(period).sql}', ${asTimestamp(sql)})) AS DOUBLE)`
}

/** Returns SQL that rounds milliseconds up to the begin of a period. */
export function ceilTo(period: Period, sql: string): string {
  const floor = floorTo(period, sql)
  const step = `INTERVAL ${Math.min(period.count, unitOf(period).max)} ${unitOf(period).sql}`
  const next = `CAST(epoch_ms(${asTimestamp(floor)} + ${step}) AS DOUBLE)`
  return `(CASE WHEN ${floor} = ${sql} THEN ${sql} ELSE ${next} END)`
}

function asTimestamp(sql: string): string {
  return `make_timestamp_ms(TRY_CAST(${sql} AS BIGINT))`
}

function unitOf({ unit, at }: Period): Unit {
  const found = UNITS.find(({ names }) =>
    names.split(' ').some((name) => unit === name || (name.length > 1 && unit === `${name}s`)),
  )
  if (found === undefined) throw new QueryError(`Unknown unit of time '${unit}'`, { at })
  return found
}
