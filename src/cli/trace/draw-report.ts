import { errorText } from '../../core/output/error-text.ts'
import { foldFrames } from '../../core/output/fold-frames.ts'
import type { CauseRecord } from '../../core/record.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { escapeControls, type Paint } from '../terminal.ts'
import { describeBuild } from './builds.ts'
import type { DoubtfulRecord } from './doubtful.ts'
import { causesOf, type ErrorLine } from './failure.ts'
import type { Gap } from './gaps.ts'
import type { TracePart, TraceReport } from './report.ts'
import { reportLines } from './report-line.ts'
import { stepName } from './tree.ts'
import { drawWaterfall, outcomeOf } from './waterfall.ts'

const MAX_STACK_LINES = 12
const MAX_TENANTS = 10

/** Draws a report for the terminal. */
export function drawReport(
  report: TraceReport,
  records: readonly RequestRecord[],
  { paint, columns }: { paint: Paint; columns: number | undefined },
): string {
  const { failure, failedRequest } = report
  const mark = ({ spanId }: RequestRecord): string => (spanId === failure?.spanId ? '✗' : '')
  const lines = reportLines(report.logs, report.lines)
  const sections = [
    drawHead(report, paint),
    drawWaterfall(records, { paint, mark, columns, lines }) || 'No step has ended.',
    failure && drawError('Failed at', failure, paint, report.errorLine),
    failedRequest && drawError('Ended at', failedRequest, paint),
    drawList('Never ended', report.unfinished.map(describeStep), paint),
    drawList('Time without a step', report.gaps.map(describeGap), paint),
    drawList('Look next', nextSteps(report), paint),
    drawList('Maybe forged', report.doubtful.map(describeDoubt), paint),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
}

function drawHead(report: TraceReport, paint: Paint): string {
  const { traceId, begin, duration, jobIds, tenantIds, userIds, part } = report
  const identity = [...jobIds, ...tenantIds, ...userIds].join(', ')
  return [
    paint('bold', escapeControls(traceId)),
    ...(part === undefined ? [] : [paint('yellow', escapeControls(describePart(part)))]),
    `${begin}, ${duration.toFixed(1)} ms, ${escapeControls(report.builds.map(describeBuild).join(', '))}`,
    ...(identity === '' ? [] : [escapeControls(identity)]),
  ].join('\n')
}

/** Says why a trace has several parts. */
export function describePart({ number, count, tenantIds }: TracePart): string {
  const named = [
    ...tenantIds.slice(0, MAX_TENANTS),
    ...(tenantIds.length > MAX_TENANTS ? ['…'] : []),
  ]
  const tenants =
    tenantIds.length > 1 ? ` of ${tenantIds.length} tenants (${named.join(', ')})` : ''
  return `Part ${number} of ${count}: this id has requests${tenants} that don't belong together. Anybody can send an id.`
}

/** Says what a doubtful record claims, and why it is doubted. */
export function describeDoubt({ record, doubt, source }: DoubtfulRecord): string {
  const claim = `${describeStep(record)}: ${outcomeOf(record) || record.message}`
  return escapeControls(`${claim}, ${record.timestamp}, ${doubt}${source && ` of ${source}`}`)
}

function drawError(heading: string, record: RequestRecord, paint: Paint, line?: ErrorLine): string {
  const { error } = record
  const outcome = escapeControls(outcomeOf(record))
  const title = paint('red', `${heading} ${describeStep(record)}: ${outcome}`)
  if (error === undefined) return title
  const written = line === undefined ? [] : drawCause(`${line.message}: `, line.error, paint)
  return [title, ...drawCause('', error, paint), ...written].join('\n')
}

/** @param what stands before the error's message */
function drawCause(what: string, error: CauseRecord, paint: Paint): string[] {
  // The title has the code.
  const isCode = error.name === error.code
  const message =
    what + errorText({ ...error, code: undefined, ...(isCode && { name: undefined }) })
  const causes = causesOf(error).map((cause) => `  Caused by ${escapeControls(errorText(cause))}`)
  const stack = foldFrames((error.stack ?? '').split('\n').slice(1)).slice(0, MAX_STACK_LINES)
  const frames = stack.map((frame) => paint('gray', `  ${escapeControls(frame)}`))
  return [`  ${escapeControls(message)}`, ...causes, ...frames]
}

/** Names a step, its service and its layer. */
export function describeStep(record: RequestRecord): string {
  const { service, layer } = record
  return escapeControls(`${stepName(record)} in ${service} (${layer})`)
}

/** Says where a gap is. */
function describeGap({ within, after, before, duration }: Gap): string {
  const parts = [`${duration.toFixed(1)} ms of ${describeStep(within)}`]
  if (after) parts.push(escapeControls(`after ${after}`))
  if (before) parts.push(escapeControls(`before ${before}`))
  return parts.join(', ')
}

/** Returns where to look next. */
function nextSteps({ commands, logGroups, xray }: TraceReport): string[] {
  return [...commands, ...logGroups, ...(xray === undefined ? [] : [xray])].map(escapeControls)
}

function drawList(title: string, lines: readonly string[], paint: Paint): string | undefined {
  if (lines.length === 0) return undefined
  return [paint('bold', title), ...lines.map((line) => `  ${line}`)].join('\n')
}
