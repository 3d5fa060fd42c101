import { QueryError } from './query-error.ts'
import type { Period } from './syntax.ts'

interface Unit {
  readonly names: string
  /** Its fixed length; calendar units have none. */
  readonly ms?: number
  /** More than this CloudWatch silently takes as this. */
  readonly most: number
  /** What SQL calls it. */
  readonly sql: string
}

const UNITS: readonly Unit[] = [
  { names: 'ms msec millisecond milliseconds', ms: 1, most: 1000, sql: 'millisecond' },
  { names: 's sec second seconds', ms: 1000, most: 60, sql: 'second' },
  { names: 'm min mins minute minutes', ms: 60_000, most: 60, sql: 'minute' },
  { names: 'h hr hrs hour hours', ms: 3_600_000, most: 24, sql: 'hour' },
  { names: 'd day days', ms: 86_400_000, most: Number.POSITIVE_INFINITY, sql: 'day' },
  { names: 'w week weeks', most: 1, sql: 'week' },
  { names: 'mo mon month months', most: 1, sql: 'month' },
  { names: 'q qtr quarter quarters', most: 1, sql: 'quarter' },
  { names: 'y yr year years', most: 1, sql: 'year' },
]

/** Why CloudWatch would take a period as another one than it says; `undefined` if it doesn't. */
export function excessOf(period: Period): string | undefined {
  const { ms, most } = unitOf(period)
  if (ms === undefined || period.count <= most) return undefined
  const { count, unit } = period
  return `CloudWatch takes ${count}${unit} as ${most}${unit}: write it in a larger unit`
}

/** SQL for the begin of the period in which the milliseconds `sql` lie. */
export function floorTo(period: Period, sql: string): string {
  const unit = unitOf(period)
  if (unit.ms !== undefined) {
    const length = period.count * unit.ms
    if (!(length >= 1))
      throw new QueryError('A period has a length of 1 ms or more', { at: period.at })
    return `(floor((${sql}) / ${length}) * ${length})`
  }
  if (period.count !== 1)
    throw new QueryError(`Only 1${period.unit} is supported here`, { at: period.at })
  return `CAST(epoch_ms(date_trunc('${unit.sql}', ${asTimestamp(sql)})) AS DOUBLE)`
}

/** SQL for the begin of the period after that, unless they are on its edge. */
export function ceilTo(period: Period, sql: string): string {
  const floor = floorTo(period, sql)
  const step = `INTERVAL ${period.count} ${unitOf(period).sql}`
  const next = `CAST(epoch_ms(${asTimestamp(floor)} + ${step}) AS DOUBLE)`
  return `(CASE WHEN ${floor} = ${sql} THEN ${sql} ELSE ${next} END)`
}

function asTimestamp(sql: string): string {
  return `make_timestamp_ms(CAST(${sql} AS BIGINT))`
}

function unitOf({ unit, at }: Period): Unit {
  const found = UNITS.find(({ names }) => names.split(' ').includes(unit))
  if (found === undefined) throw new QueryError(`'${unit}' is no unit of time`, { at })
  return found
}
