import { xrayFromTraceId } from '../../core/propagation/xray.ts'
import { isParameterValue } from '../parameters.ts'
import { findFailure, findUnfinished } from './failure.ts'
import { findGaps, type Gap } from './gaps.ts'
import type { RequestRecord } from './records.ts'
import { endOf, startOf } from './span-bars.ts'
import { buildTrees, type Step } from './tree.ts'

/** The report of one trace. `hoptrace trace --json` prints it. */
export interface TraceReport {
  readonly traceId: string
  /** The time of the begin: RFC 3339. */
  readonly begin: string
  /** Milliseconds from the first begin to the last end. */
  readonly duration: number
  readonly services: readonly string[]
  readonly jobIds: readonly string[]
  readonly tenantIds: readonly string[]
  readonly userIds: readonly string[]
  readonly steps: readonly Step[]
  /** The step whose error made a request fail. */
  readonly failure: RequestRecord | undefined
  /** The ending of that request, if it has another error. */
  readonly failedRequest: RequestRecord | undefined
  /** Starts without an end. */
  readonly unfinished: readonly RequestRecord[]
  /** The longest times without a step. */
  readonly gaps: readonly Gap[]
  /** Commands that query all requests of a job. */
  readonly commands: readonly string[]
  /** The log groups of the functions. */
  readonly logGroups: readonly string[]
  /** The trace in X-Ray's console, if the records come from AWS or have an X-Ray id of their own. */
  readonly xray: string | undefined
}

/** The origin of the records. */
export interface ReportContext {
  readonly region: string
  readonly isAws: boolean
  /** The shell arguments that choose the same records. */
  readonly logArgs: readonly string[]
}

/**
 * Creates the report of one trace.
 * @param records at least one
 */
export function createReport(
  records: readonly RequestRecord[],
  context: ReportContext,
): TraceReport {
  const all = (field: keyof RequestRecord): string[] => [
    ...new Set(records.flatMap((record) => (record[field] as string | undefined) ?? [])),
  ]
  const [traceId = ''] = all('traceId')
  const begin = Math.min(...records.map(startOf))
  const { region, isAws, logArgs } = context
  const xrayId = (isAws ? xrayFromTraceId(traceId) : undefined) ?? all('xrayTraceId')[0]
  const failed = findFailure(records)
  const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`
  return {
    traceId,
    begin: new Date(begin).toISOString(),
    duration: Math.max(...records.map(endOf)) - begin,
    services: all('service'),
    jobIds: all('jobId'),
    tenantIds: all('tenantId'),
    userIds: all('userId'),
    steps: buildTrees(records),
    failure: failed?.step,
    failedRequest:
      failed?.step.error?.message === failed?.request.error?.message ? undefined : failed?.request,
    unfinished: findUnfinished(records),
    gaps: findGaps(records),
    commands: all('jobId')
      .filter(isParameterValue)
      .map((jobId) => ['hoptrace query trace-job --param', `jobId=${jobId}`, ...logArgs].join(' ')),
    logGroups: all('functionName').map((name) => `/aws/lambda/${name}`),
    xray: xrayId === undefined ? undefined : `${console}#xray:traces/${xrayId}`,
  }
}
