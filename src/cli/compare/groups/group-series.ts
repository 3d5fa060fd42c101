import { readTime } from '../../../lines/time.ts'
import type { Row } from '../../query-result.ts'
import type { Cell, Member } from '../cell.ts'
import { type Course, courseOf, MINUTE_MS } from '../course.ts'
import { clusteringOf, SLOTS, variationOf } from '../dispersion.ts'
import { ratioBefore } from '../score.ts'
import type { TimelinePoint } from '../timeline.ts'
import type { CountContext } from './group-cells.ts'
import type { GroupField } from './group-fields.ts'
import { MAX_ROWS } from './insights.ts'
import { type Period, quoted } from './period.ts'

/** Requests of a service whose odd ones are looked at over the time. */
export interface Candidate {
  readonly service: string
  readonly cell: Cell
  readonly kind: number
}

/** What requests were like over the time. */
export interface GroupSeries {
  readonly timeline: readonly TimelinePoint[]
  /** How much more than by chance the odd requests of each candidate vary. */
  readonly dispersions: readonly number[]
}

/** Asks for requests by 5 minutes, all and those of candidates, with one query for each period. */
export async function readSeries(
  { insights, periods, fields, outcomes }: CountContext,
  candidates: readonly Candidate[],
): Promise<GroupSeries> {
  const flags = candidates.map((one, index) => {
    return `if(${conditionQl(one.service, one.cell.members, fields)}, 1, 0) as m${index}`
  })
  const sums = candidates.flatMap(({ kind }, index) => [
    `sum(m${index}) as n${index}`,
    `sum(m${index} * o${kind}) as s${index}`,
  ])
  const totals =
    'count(*) as n, sum(isOdd) as odd, pct(duration, 50) as p50, pct(duration, 95) as p95'
  const [before, after] = await inPeriods(periods, (period) =>
    insights.query(
      period,
      `${period.endings}
| ${outcomes.flags}
| fields ${[`if(${outcomes.any}, 1, 0) as isOdd`, ...flags].join(', ')}
| stats ${[totals, ...sums].join(', ')} by bin(5m) as minutes
| limit ${MAX_ROWS}`,
    ),
  )
  return {
    timeline: [...before, ...after].map(pointIn).sort((a, b) => a.time - b.time),
    dispersions: candidates.map(({ cell, kind }, index) =>
      dispersionIn(before, after, { cell, kind, index }),
    ),
  }
}

function pointIn(row: Row): TimelinePoint {
  const [requests = 0, odd = 0, p50 = 0, p95 = 0] = ['n', 'odd', 'p50', 'p95'].map((name) => {
    return Number(row[name] ?? 0)
  })
  return { time: timeOf(row), requests, odd, p50, p95 }
}

/** Looks at 12 parts of the time before, and at 5 minutes after. */
function dispersionIn(
  before: readonly Row[],
  after: readonly Row[],
  { cell, kind, index }: { readonly cell: Cell; readonly kind: number; readonly index: number },
): number {
  const numberIn = (row: Row, name: string): number => Number(row[`${name}${index}`] ?? 0)
  const seen = new Float64Array(SLOTS)
  const requests = new Float64Array(SLOTS)
  const [first, length] = spanOf(before)
  for (const row of before) {
    const slot = Math.min(SLOTS - 1, Math.floor((SLOTS * (timeOf(row) - first)) / length))
    seen[slot] = (seen[slot] ?? 0) + numberIn(row, 's')
    requests[slot] = (requests[slot] ?? 0) + numberIn(row, 'n')
  }
  const share = (cell.before.expected[kind] ?? 0) / Math.max(cell.before.requests, 1)
  const expected = requests.map((one) => one * share * ratioBefore(cell, kind))
  const together = Float64Array.from(after, (row) => numberIn(row, 's'))
  return Math.max(1, variationOf(seen, expected), clusteringOf(together))
}

/** Finds how the durations, or the odd requests, of a candidate went over the time. */
export async function findGroupCourse(
  { insights, periods, fields, outcomes }: CountContext,
  { service, cell, kind }: Candidate,
  isSlow: boolean,
): Promise<Course> {
  const minutes = Math.min(60, Math.max(1, Math.ceil(lengthOf(periods) / 5000 / MINUTE_MS)))
  const middle = isSlow ? 'pct(pace, 50)' : `avg(o${kind})`
  const rows = await inPeriods(periods, (period) =>
    insights.query(
      period,
      `${period.endings} and ${conditionQl(service, cell.members, fields)}
| ${outcomes.flags}, ${outcomes.pace}
| stats ${middle} as middle, count(*) as n, sum(o${kind}) as odd by bin(${minutes}m) as minutes
| limit ${MAX_ROWS}`,
    ),
  )
  const points = rows.flatMap((some, number) =>
    some.map((row) => ({
      period: periods.length === 1 ? 1 : number,
      time: timeOf(row),
      middle: Number(row.middle ?? 0),
      requests: Number(row.n ?? 0),
      odd: Number(row.odd ?? 0),
    })),
  )
  return courseOf(
    points.sort((a, b) => a.time - b.time),
    minutes * MINUTE_MS,
  )
}

/** Returns the QL of the requests that have values. */
export function conditionQl(
  service: string,
  members: readonly Member[],
  fields: readonly GroupField[],
): string {
  const conditions = members.map(({ field, value }) => {
    return `${fields.find(({ name }) => name === field)?.ql} = ${quoted(value)}`
  })
  return [`coalesce(service, "") = ${quoted(service)}`, ...conditions].join(' and ')
}

/** Runs a function for both periods; the first result is that of the earlier one, if there is one. */
async function inPeriods<T>(
  periods: readonly Period[],
  run: (period: Period) => Promise<readonly T[]>,
): Promise<[readonly T[], readonly T[]]> {
  const results = await Promise.all(periods.map(run))
  const of = (number: number): readonly T[] => {
    return results[periods.findIndex((one) => one.number === number)] ?? []
  }
  return [of(0), of(1)]
}

function timeOf(row: Row): number {
  return readTime(row.minutes) ?? 0
}

function spanOf(rows: readonly Row[]): [number, number] {
  const times = rows.map(timeOf)
  const first = times.reduce((least, one) => Math.min(least, one), Infinity)
  return [first, Math.max(times.reduce((most, one) => Math.max(most, one), 0) - first, 1)]
}

function lengthOf(periods: readonly Period[]): number {
  return Math.max(...periods.map(({ range }) => range.until - range.since))
}
