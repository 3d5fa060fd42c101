import type { RequestRecord } from '../../lines/record.ts'
import { type RequestSummary, SummaryBuilder } from '../live/request-summary.ts'
import { stackWriters } from '../source-maps/mapped-traces.ts'
import { describeBuild } from '../trace/builds.ts'
import { describeDoubt, describePart, describeStep } from '../trace/draw-report.ts'
import type { ReportedTrace } from '../trace/report.ts'
import { byTime } from '../trace/tree.ts'
import { outcomeOf } from '../trace/waterfall.ts'
import { curlCommand } from './curl-command.ts'
import type { RowView } from './row-view.ts'
import { rowViews } from './row-views.ts'
import { type ErrorView, errorViews, type StackContext } from './stack-view.ts'

/** A trace, as the page shows it. */
export interface TraceView {
  readonly summary: RequestSummary
  /** Sends the request again. */
  readonly curl: string | undefined
  /** Anybody can send the id of a trace, so one id can have requests that don't belong together. */
  readonly parts: readonly PartView[]
  /** How many records are not in it, if it has too many. */
  readonly leftOut: number
}

/** Requests of a trace that belong together. */
export interface PartView {
  readonly title: string | undefined
  /** RFC 3339. */
  readonly begin: string
  /** Milliseconds. */
  readonly duration: number
  readonly about: readonly string[]
  readonly failures: readonly FailureView[]
  /** The time that all bars share, in milliseconds. */
  readonly span: number
  readonly rows: readonly RowView[]
  readonly doubtful: readonly string[]
  /** Commands that tell more, and log groups. */
  readonly next: readonly string[]
  /** The address of the trace in X-Ray's console. */
  readonly xray: string | undefined
}

/** A step that made a request fail. */
export interface FailureView {
  readonly heading: 'Failed at' | 'Ended at'
  readonly step: string
  readonly outcome: string
  readonly message: string | undefined
  /** If the step has only a status: the line within it that has an error. */
  readonly line: { readonly text: string; readonly errors: readonly ErrorView[] } | undefined
}

/** Returns a trace as the page shows it, of its reports. */
export function traceView(
  traceId: string,
  parts: readonly ReportedTrace[],
  context: StackContext,
): TraceView {
  const builder = new SummaryBuilder(traceId)
  const records = parts.flatMap((part) => part.records)
  for (const record of records.toSorted(byTime)) builder.add(record)
  const summary = builder.build(() => records)
  return {
    summary,
    curl: curlCommand(summary),
    parts: parts.map((part) => partView(part, context)),
    leftOut: 0,
  }
}

function partView(trace: ReportedTrace, context: StackContext): PartView {
  const { report } = trace
  const { begin, duration, builds, jobIds, tenantIds, userIds, part, doubtful } = report
  return {
    title: part && describePart(part),
    begin,
    duration,
    about: [...builds.map(describeBuild), ...jobIds, ...tenantIds, ...userIds],
    failures: failuresOf(trace, context),
    ...rowViews(trace, context),
    doubtful: doubtful.map(describeDoubt),
    next: [...report.commands, ...report.logGroups],
    xray: report.xray,
  }
}

function failuresOf({ report, records }: ReportedTrace, context: StackContext): FailureView[] {
  const { failure, failedRequest, errorLine } = report
  const failed = failure && failureView('Failed at', failure)
  const ended = failedRequest && failureView('Ended at', failedRequest)
  const writer = failure === undefined ? {} : stackWriters(records)(failure)
  const line = errorLine && {
    text: errorLine.message,
    errors: errorViews(errorLine.error, context, writer),
  }
  return [...(failed ? [{ ...failed, line }] : []), ...(ended ? [ended] : [])]
}

function failureView(heading: FailureView['heading'], record: RequestRecord): FailureView {
  const message = record.error?.message
  return {
    heading,
    step: describeStep(record),
    outcome: outcomeOf(record),
    message,
    line: undefined,
  }
}
