import { xrayFromTraceId } from '../../core/propagation/xray.ts'
import type { RecordEntry } from '../../lines/entry.ts'
import { keyOf } from '../../lines/ids.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { regionOfSource } from '../cloudwatch/by-region.ts'
import { isParameterValue } from '../parameters.ts'
import { type Build, buildsOf } from './builds.ts'
import { type DoubtfulRecord, sortDoubtful } from './doubtful.ts'
import { greatest, least } from './extent.ts'
import { type ErrorLine, findFailure, findUnfinished } from './failure.ts'
import type { FoundTrace, JoinedLine } from './found-trace.ts'
import { findGaps, type Gap } from './gaps.ts'
import { groupRequests } from './groups.ts'
import { logsIn } from './report-line.ts'
import { beginOf, endOf } from './step-times.ts'
import { buildTrees, findCycles, type Step } from './tree.ts'

/** The report of one trace, or of a part of it. `hoptrace trace --json` prints it. */
export interface TraceReport {
  readonly traceId: string
  /** Which part of the trace this is. `undefined` for a trace of one part. */
  readonly part: TracePart | undefined
  /** Records of the trace that may not be what they say. The report of the first part has them. */
  readonly doubtful: readonly DoubtfulRecord[]
  /** The time of the begin: RFC 3339. */
  readonly begin: string
  /** Milliseconds from the first begin to the last end. */
  readonly duration: number
  readonly services: readonly string[]
  /** The services, with the stages and versions that took part. */
  readonly builds: readonly Build[]
  readonly jobIds: readonly string[]
  readonly tenantIds: readonly string[]
  readonly userIds: readonly string[]
  readonly steps: readonly Step[]
  /** The step whose error made a request fail. */
  readonly failure: RequestRecord | undefined
  /** If the step has only a status: the last line within it that has an error. */
  readonly errorLine: ErrorLine | undefined
  /** The ending of that request, if it has another error. */
  readonly failedRequest: RequestRecord | undefined
  /** Starts without an end. */
  readonly unfinished: readonly RequestRecord[]
  /** Steps that contain each other or themselves, by their parents. They are trees of their own. */
  readonly cycles: readonly RequestRecord[]
  /** Lines that the code of the trace wrote: `trace.info('…')`. Empty with `--no-lines`. */
  readonly logs: readonly RequestRecord[]
  /** Lines of Lambda and of other loggers that share an id with the records, in their order. Empty with
   * `--no-lines`. */
  readonly lines: readonly JoinedLine[]
  /** The longest times without a step. */
  readonly gaps: readonly Gap[]
  /** Commands that query all requests of a job. */
  readonly commands: readonly string[]
  /** The log groups of the functions. */
  readonly logGroups: readonly string[]
  /** The trace in X-Ray's console, if the records come from AWS or have an X-Ray id of their own. */
  readonly xray: string | undefined
}

/** A part of a trace, whose requests don't belong together with those of the other parts. */
export interface TracePart {
  /** From 1. */
  readonly number: number
  readonly count: number
  /** The tenants of all parts. */
  readonly tenantIds: readonly string[]
}

/** The origin of the records, and what of them is shown. */
export interface ReportContext {
  /** Whether lines are left out. Default: no. */
  readonly noLines?: boolean
  /** The region of records that say none. */
  readonly region: string
  readonly isAws: boolean
  /** The shell arguments that choose the same records. */
  readonly logArgs: readonly string[]
}

/** A report, and the records that it is about. */
export interface ReportedTrace {
  readonly records: readonly RequestRecord[]
  readonly report: TraceReport
}

/** How many parts of a trace are reported. Anybody can add a part. */
export const MAX_PARTS = 20

/**
 * Creates the reports of one trace: one for each part whose requests belong together.
 * @param id what was searched for. The parts that have it as the id of a job or a request come first
 */
export function createReports(
  { traceId, records: lines, others }: FoundTrace,
  id: string,
  context: ReportContext,
): ReportedTrace[] {
  const { records, doubtful } = sortDoubtful(lines)
  const hasId = (own: readonly RequestRecord[]): boolean =>
    own.some(({ jobId, requestId }) => jobId === id || requestId === id)
  const parts = groupRequests(records).toSorted((a, b) => Number(hasId(b)) - Number(hasId(a)))
  if (parts.length === 0 && others.length > 0) parts.push([])
  const count = parts.length
  const tenantIds = [...new Set(records.flatMap(({ tenantId }) => tenantId ?? []))]
  return parts.slice(0, MAX_PARTS).map((own, index) => {
    const part = count > 1 ? { number: index + 1, count, tenantIds } : undefined
    const joined = part === undefined ? others : linesOf(own, others)
    const region = regionOf(lines, own) ?? context.region
    const report = createReport(own, { ...context, region, traceId, lines: joined })
    return { records: own, report: { ...report, part, doubtful: index === 0 ? doubtful : [] } }
  })
}

/** Returns the region of the log group that a part's records were read from. */
function regionOf(
  lines: readonly RecordEntry[],
  records: readonly RequestRecord[],
): string | undefined {
  const own = new Set(records)
  const sources = lines.flatMap(({ record, source }) => (own.has(record) ? source : []))
  return sources.map(regionOfSource).find((region) => region !== undefined)
}

/** Returns the lines of the invocations of a part. */
function linesOf(
  records: readonly RequestRecord[],
  lines: readonly JoinedLine[],
): readonly JoinedLine[] {
  const ids = records.flatMap(({ requestId, xrayTraceId }) => [requestId, xrayTraceId])
  const keys = new Set(ids.flatMap((id) => (id === undefined ? [] : keyOf(id))))
  return lines.filter((line) => line.ids.some(({ value }) => keys.has(keyOf(value))))
}

function createReport(
  records: readonly RequestRecord[],
  {
    traceId,
    lines,
    region,
    isAws,
    logArgs,
    noLines,
  }: ReportContext & Pick<TraceReport, 'traceId' | 'lines'>,
): Omit<TraceReport, 'part' | 'doubtful'> {
  const all = (field: keyof RequestRecord): string[] => [
    ...new Set(records.flatMap((record) => (record[field] as string | undefined) ?? [])),
  ]
  const times = records.length > 0 ? records.map(beginOf) : lines.map(({ time = 0 }) => time)
  const begin = least(times)
  const xrayId = (isAws ? xrayFromTraceId(traceId) : undefined) ?? all('xrayTraceId')[0]
  const failed = findFailure(records)
  const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`
  return {
    traceId,
    begin: new Date(begin).toISOString(),
    duration: Math.max(0, greatest(records.map(endOf)) - begin),
    services: all('service'),
    builds: buildsOf(records),
    jobIds: all('jobId'),
    tenantIds: all('tenantId'),
    userIds: all('userId'),
    steps: buildTrees(records),
    failure: failed?.step,
    errorLine: failed?.line,
    failedRequest:
      failed?.step.error?.message === failed?.request.error?.message ? undefined : failed?.request,
    unfinished: findUnfinished(records),
    logs: noLines ? [] : logsIn(records),
    lines: noLines ? [] : lines,
    cycles: findCycles(records),
    gaps: findGaps(records),
    commands: all('jobId')
      .filter(isParameterValue)
      .map((jobId) => ['hoptrace query trace-job --param', `jobId=${jobId}`, ...logArgs].join(' ')),
    logGroups: all('functionName').map((name) => `/aws/lambda/${name}`),
    xray: xrayId === undefined ? undefined : `${console}#xray:traces/${xrayId}`,
  }
}
