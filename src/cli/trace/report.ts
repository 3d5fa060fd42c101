import { xrayFromTraceId } from '../../core/propagation/xray.ts'
import { isParameter } from '../parameters.ts'
import { findFailure, findUnfinished } from './failure.ts'
import { findGaps, type Gap } from './gaps.ts'
import type { RequestRecord } from './records.ts'
import { endOf, startOf } from './span-bars.ts'
import { buildTrees, type Step } from './tree.ts'

/** What can be said of one trace. */
export interface TraceReport {
  readonly traceId: string
  /** RFC 3339. */
  readonly begin: string
  /** Milliseconds from the first begin to the last end. */
  readonly duration: number
  readonly services: readonly string[]
  readonly jobIds: readonly string[]
  readonly tenantIds: readonly string[]
  readonly userIds: readonly string[]
  readonly steps: readonly Step[]
  /** The step where a request failed. */
  readonly failure: RequestRecord | undefined
  /** The ending of that request, where it says another error. */
  readonly failedRequest: RequestRecord | undefined
  readonly unfinished: readonly RequestRecord[]
  readonly gaps: readonly Gap[]
  /** What asks for all requests of a job. */
  readonly commands: readonly string[]
  /** Where Lambda writes the functions' logs. */
  readonly logGroups: readonly string[]
  /** The trace in X-Ray's console: of records that come from AWS, or that X-Ray gave an id of its own. */
  readonly xray: string | undefined
}

/** Where the records are from. */
export interface Source {
  readonly region: string
  readonly isAws: boolean
  /** The options that name them. */
  readonly words: readonly string[]
}

/** Examines the records of one trace, of which there is at least one. */
export function examine(records: readonly RequestRecord[], source: Source): TraceReport {
  const all = (field: keyof RequestRecord): string[] => [
    ...new Set(records.flatMap((record) => (record[field] as string | undefined) ?? [])),
  ]
  const [traceId = ''] = all('traceId')
  const begin = Math.min(...records.map(startOf))
  const { region, isAws, words } = source
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
      .filter(isParameter)
      .map((jobId) => ['hoptrace query trace-job --param', `jobId=${jobId}`, ...words].join(' ')),
    logGroups: all('functionName').map((name) => `/aws/lambda/${name}`),
    xray: xrayId === undefined ? undefined : `${console}#xray:traces/${xrayId}`,
  }
}
