import type { CauseRecord } from '../../core/record.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { causesOf } from '../trace/failure.ts'
import type { ReportedTrace } from '../trace/report.ts'
import { spanBars } from '../trace/span-bars.ts'
import { stepName } from '../trace/tree.ts'
import { outcomeOf } from '../trace/waterfall.ts'
import type { Part } from './fit-parts.ts'
import { linesPart, stepsPart } from './step-parts.ts'
import { tenths } from './tenths.ts'

const MAX_FRAMES = 6
const MAX_CAUSES = 3

/**
 * Returns the parts of an answer about a trace, those first that a reader needs most.
 * @param room the bytes of the answer
 */
export function traceParts({ report, records }: ReportedTrace, room: number): Part[] {
  const { traceId, part, begin, duration, jobIds, tenantIds, userIds, builds } = report
  const { failure, failedRequest, errorLine, gaps, doubtful, unfinished } = report
  return [
    { name: 'traceId', value: traceId },
    { name: 'part', value: part && { number: part.number, of: part.count } },
    { name: 'begin', value: begin },
    { name: 'ms', value: tenths(duration) },
    { name: 'ids', value: { job: first(jobIds), tenant: first(tenantIds), user: first(userIds) } },
    { name: 'services', value: builds, share: 400 },
    { name: 'failedAt', value: failure && failureOf(failure) },
    { name: 'endedAt', value: failedRequest && failureOf(failedRequest) },
    {
      name: 'errorLine',
      value: errorLine && { text: errorLine.message, ...errorOf(errorLine.error) },
    },
    { name: 'neverEnded', value: unfinished.map(whereOf), share: 300 },
    stepsPart(report, records, room * 0.45),
    linesPart(report, room * 0.2),
    {
      name: 'timeWithoutStep',
      value: gaps.map(({ within, after, before, duration: ms }) => ({
        ms: tenths(ms),
        of: stepName(within),
        after,
        before,
      })),
      share: room * 0.08,
    },
    {
      name: 'maybeForged',
      value: doubtful.map(({ record, doubt }) => ({ ...whereOf(record), doubt })),
      share: room * 0.1,
    },
  ]
}

/** Returns what tells a trace from others, in a line. */
export function briefOf({ report, records }: ReportedTrace): object {
  const { traceId, begin, duration, failure } = report
  const [root] = spanBars(records)
  return {
    traceId,
    begin,
    ms: tenths(duration),
    action: root?.record.action,
    failedAt: failure && `${stepName(failure)} ${outcomeOf(failure)}`,
  }
}

/** Returns what tells a request from others that match. */
export function requestOf(record: RequestRecord, time: number): object {
  const { traceId, service, action, duration, tenantId, userId, jobId, metadata, error } = record
  return {
    traceId,
    time: new Date(time).toISOString(),
    service,
    action,
    ms: duration,
    status: metadata?.statusCode,
    path: metadata?.path,
    outcome: outcomeOf(record),
    error: error?.message,
    tenantId,
    userId,
    jobId,
  }
}

function failureOf(record: RequestRecord): object {
  const { error, metadata } = record
  return {
    ...whereOf(record),
    outcome: outcomeOf(record),
    ...(error && errorOf(error)),
    metadata,
  }
}

function whereOf(record: RequestRecord): object {
  return { step: stepName(record), service: record.service, layer: record.layer }
}

function errorOf(error: CauseRecord): object {
  const { message, code, name, stack = '' } = error
  const causes = causesOf(error).slice(0, MAX_CAUSES)
  const frames = stack
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
  return {
    message,
    code,
    name: name === code ? undefined : name,
    causes: causes.length === 0 ? undefined : causes.map((one) => one.message),
    stack: frames.length === 0 ? undefined : frames.slice(0, MAX_FRAMES),
  }
}

function first(values: readonly string[]): string | readonly string[] | undefined {
  return values.length > 1 ? values : values[0]
}
