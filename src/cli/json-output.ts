import type { CompareReport } from './compare/report.ts'
import { describeTime } from './describe-range.ts'
import type { ServiceMap } from './map/service-map.ts'
import type { QueryResult } from './query-result.ts'
import type { TraceReport } from './trace/report.ts'
import type { ListedRequest } from './trace/request-list.ts'

/**
 * The version of what `--json` prints. A new version renames or removes a member, or changes what it
 * means. New members don't change it.
 */
const VERSION = 1

/** What `hoptrace trace --json` prints. */
export interface TraceOutput {
  /** The version of this format. */
  readonly version: 1
  /** The reports, one for each trace or part of it. Empty if nothing was found. */
  readonly traces: readonly TraceReport[]
  /** Requests to choose from, if several match: the newest first. */
  readonly choice: readonly ListedRequest[]
  /** Whether there is more than was read. */
  readonly isCut: boolean
}

/** What `hoptrace query --json` prints. */
export interface QueryOutput {
  /** The version of this format. */
  readonly version: 1
  /** The names of the columns, in their order. */
  readonly columns: readonly string[]
  /** The rows. A column without a value is left out. Columns that are counted or computed are numbers. */
  readonly rows: readonly Readonly<Record<string, string | number | null>>[]
  /** Whether there may be more rows than the query's limit. */
  readonly isCut: boolean
}

/** What `hoptrace compare --json` prints. */
export interface CompareOutput extends CompareReport {
  /** The version of this format. */
  readonly version: 1
}

/** What `hoptrace map --json` prints. */
export interface MapOutput extends Omit<ServiceMap, 'since' | 'until'> {
  /** The version of this format. */
  readonly version: 1
  /** The time that was read: RFC 3339. */
  readonly since?: string
  readonly until?: string
}

/** Returns what `hoptrace compare --json` prints. */
export function compareOutput(report: CompareReport): CompareOutput {
  return rounded({ version: VERSION, ...report })
}

/** Returns what `hoptrace map --json` prints. */
export function mapOutput({ since, until, ...map }: ServiceMap): MapOutput {
  return rounded({
    version: VERSION,
    ...(since !== undefined && { since: describeTime(since) }),
    ...(until !== undefined && { until: describeTime(until) }),
    ...map,
  })
}

/** Returns what `hoptrace trace --json` prints. */
export function traceOutput(found: Partial<Omit<TraceOutput, 'version'>>): TraceOutput {
  const { traces = [], choice = [], isCut = false } = found
  const reports = traces.map((report) => ({
    ...report,
    duration: roundMs(report.duration),
    gaps: report.gaps.map((gap) => ({ ...gap, duration: roundMs(gap.duration) })),
  }))
  return { version: VERSION, traces: reports, choice, isCut }
}

/** Returns what `hoptrace query --json` prints. */
export function queryOutput({ columns, rows, numeric, truncated }: QueryResult): QueryOutput {
  const typed = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        numeric.has(name) ? numberOf(name, Number(value)) : value,
      ]),
    ),
  )
  return { version: VERSION, columns, rows: typed, isCut: truncated }
}

function numberOf(name: string, value: number): number {
  return name.endsWith('Ms') ? roundMs(value) : value
}

/** The members of a comparison and of a map that are milliseconds, rates or percentages. */
const MEASURED = /^(duration|p50|p95|p99|before|after|p95Ms|perMinute|errorPct)$/

/** Returns a report without records whose measured numbers are rounded. */
function rounded<Report extends object>(report: Report): Report {
  const text = JSON.stringify(report, (name, value: unknown) =>
    typeof value === 'number' && MEASURED.test(name) ? roundMs(value) : value,
  )
  return JSON.parse(text)
}

/** Rounds milliseconds as records do: to 0.001. */
function roundMs(ms: number): number {
  return Number(ms.toFixed(3))
}
