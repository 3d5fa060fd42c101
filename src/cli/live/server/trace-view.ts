import { w3cFromTraceId } from '../../../core/propagation/trace-id.ts'
import { parseJson } from '../../../lines/json-lines.ts'
import { isError, type RequestRecord } from '../../../lines/record.ts'
import { describeBuild } from '../../trace/builds.ts'
import { describeDoubt, describeGap, describePart } from '../../trace/draw-report.ts'
import type { ReportedTrace } from '../../trace/report.ts'
import { reportLines } from '../../trace/report-line.ts'
import { type ReportRow, reportRows } from '../../trace/report-rows.ts'
import { beginOf } from '../../trace/step-times.ts'
import { stepName } from '../../trace/tree.ts'
import { NEVER_ENDED, outcomeOf } from '../../trace/waterfall.ts'
import { reportsOf } from '../live-reports.ts'
import type { LiveTrace } from '../live-traces.ts'
import { curlCommand } from './curl-command.ts'
import { type ErrorView, errorViews, type StackContext } from './stack-view.ts'

/** A trace, as the page shows it. */
export interface TraceView {
  readonly traceId: string
  readonly title: string
  readonly isRunning: boolean
  /** Sends the request again. */
  readonly curl: string | undefined
  /** Anybody can send the id of a trace, so one id can have requests that don't belong together. */
  readonly parts: readonly PartView[]
}

/** Requests of a trace that belong together. */
export interface PartView {
  readonly title: string | undefined
  /** RFC 3339. */
  readonly begin: string
  /** Milliseconds. */
  readonly duration: number
  readonly about: readonly string[]
  readonly rows: readonly RowView[]
  /** Times without a step. */
  readonly gaps: readonly string[]
  readonly doubtful: readonly string[]
}

/** A row of the waterfall. */
export type RowView = StepView | LineView

/** A step. */
export interface StepView {
  readonly kind: 'step'
  readonly depth: number
  readonly name: string
  readonly service: string
  readonly layer: string
  readonly phase: string
  /** Shares of the trace's time. */
  readonly begin: number
  readonly share: number
  /** Milliseconds; `undefined` if the step never ended. */
  readonly duration: number | undefined
  readonly outcome: string
  readonly isFailed: boolean
  /** Whether it is why the request failed. */
  readonly isFailure: boolean
  readonly isCold: boolean
  /** Milliseconds between the begin of the call and this request's. */
  readonly wait: number | undefined
  /** The fields of the record. */
  readonly facts: readonly (readonly [string, string])[]
  /** The headers that carried the trace to this request. */
  readonly headers: readonly (readonly [string, string])[]
  readonly errors: readonly ErrorView[]
}

/** A line that was written within a step. */
export interface LineView {
  readonly kind: 'line'
  readonly depth: number
  readonly level: string
  readonly text: string
  /** Milliseconds after the begin of the trace. */
  readonly at: number | undefined
  readonly errors: readonly ErrorView[]
}

const MIN_WAIT_MS = 1

/** Returns a trace as the page shows it. */
export function traceView(trace: LiveTrace, context: StackContext): TraceView {
  const { method, path, action, isRunning, traceId } = trace.summary()
  return {
    traceId,
    title: method && path ? `${method} ${path}` : action,
    isRunning,
    curl: curlCommand({ method, path }),
    parts: reportsOf(trace).map((part) => partView(part, context)),
  }
}

function partView({ report, records }: ReportedTrace, context: StackContext): PartView {
  const { begin, duration, builds, jobIds, tenantIds, userIds, part, gaps, doubtful } = report
  const lines = reportLines(report.logs, report.lines)
  const rows = reportRows(records, lines)
  const begins = new Map(
    rows.flatMap((row) => (row.kind === 'step' ? [[row.record.spanId, beginOf(row.record)]] : [])),
  )
  const failure = report.failure?.spanId
  const logs = report.logs.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp))
  const errorsOf = (line: (typeof lines)[number]): ErrorView[] => {
    const log = logs.find((one) => one.spanId === line.spanId && line.text.startsWith(one.message))
    const error = log?.error ?? log?.metadata?.error
    return log && isError(error) ? errorViews(error, log, context) : []
  }
  return {
    title: part && describePart(part),
    begin,
    duration,
    about: [...builds.map(describeBuild), ...jobIds, ...tenantIds, ...userIds],
    rows: rows.map((row): RowView => {
      if (row.kind === 'step') return stepView(row, begins, failure, context)
      const { depth, line } = row
      const at = line.time === undefined ? undefined : line.time - Date.parse(begin)
      const { level = '', text } = line
      return { kind: 'line', depth, level, text, at, errors: errorsOf(line) }
    }),
    gaps: gaps.map(describeGap),
    doubtful: doubtful.map(describeDoubt),
  }
}

function stepView(
  row: Extract<ReportRow, { kind: 'step' }>,
  begins: ReadonlyMap<string, number>,
  failure: string | undefined,
  context: StackContext,
): StepView {
  const { record, isOpen, depth, begin, share } = row
  const isRequest = record.phase === 'complete' || record.phase === 'start'
  const called = isRequest ? begins.get(record.parentId ?? '') : undefined
  const wait = called === undefined ? 0 : beginOf(record) - called
  return {
    kind: 'step',
    depth,
    name: stepName(record),
    service: record.service,
    layer: record.layer,
    phase: record.phase,
    begin,
    share: Math.min(share, 1 - begin),
    duration: isOpen ? undefined : (record.duration ?? 0),
    outcome: isOpen ? NEVER_ENDED : outcomeOf(record),
    isFailed: isOpen || record.result === 'error',
    isFailure: record.spanId === failure,
    isCold: record.coldStart === true,
    wait: wait >= MIN_WAIT_MS ? wait : undefined,
    facts: factsOf(record),
    headers: isRequest ? headersOf(record) : [],
    errors: record.error ? errorViews(record.error, record, context) : [],
  }
}

const NO_FACTS = new Set(['error', 'metadata', '_aws'])

function factsOf(record: RequestRecord): [string, string][] {
  const own = Object.entries(record).filter(([name]) => !NO_FACTS.has(name))
  const given = Object.entries(record.metadata ?? {}).map(
    ([name, value]) => [`metadata.${name}`, value] as const,
  )
  return [...own, ...given].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
}

/** Returns the headers that name a request's caller. */
function headersOf({
  traceId,
  parentId,
  w3cTraceId,
  xrayTraceId,
}: RequestRecord): [string, string][] {
  if (parentId === undefined) return []
  const w3c = w3cTraceId ?? w3cFromTraceId(traceId)
  return [
    ['x-trace-id', traceId],
    ...(w3c === undefined ? [] : [['traceparent', `00-${w3c}-${parentId}-01`] as [string, string]]),
    ...(xrayTraceId === undefined
      ? []
      : [['x-amzn-trace-id', `Root=${xrayTraceId}`] as [string, string]]),
  ]
}

/** Returns the records of a trace, one a line. */
export function exportedLines({ lines }: LiveTrace): string {
  return lines.map((line) => `${JSON.stringify(parseJson(line))}\n`).join('')
}
