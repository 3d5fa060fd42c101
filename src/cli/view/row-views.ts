import type { RequestRecord } from '../../lines/record.ts'
import { stackWriters } from '../source-maps/mapped-traces.ts'
import { type PlacedGap, placedGaps } from '../trace/gaps.ts'
import type { ReportedTrace } from '../trace/report.ts'
import { type ReportLine, reportLines } from '../trace/report-line.ts'
import { type ReportRow, reportRows } from '../trace/report-rows.ts'
import { shareOf, type Timeline, timelineOf } from '../trace/span-bars.ts'
import { beginOf } from '../trace/step-times.ts'
import type { GapView, LineView, RowView } from './row-view.ts'
import { errorViews, type StackContext } from './stack-view.ts'
import { type StepContext, stepView } from './step-view.ts'

/** The rows of a part of a trace. */
export interface RowViews {
  readonly rows: readonly RowView[]
  /** The time from the begin to the end of all bars, in milliseconds. */
  readonly span: number
}

/** Returns the rows of a part: its steps, the lines within them, and the times without a step. */
export function rowViews({ report, records }: ReportedTrace, stacks: StackContext): RowViews {
  const rows = reportRows(records, reportLines(report.logs, report.lines))
  const bars = rows.filter((row) => row.kind === 'step')
  const isOpen = bars.some((bar) => bar.isOpen)
  const steps = bars.map(({ record }) => record)
  const timeline = timelineOf(steps, isOpen ? records : [])
  const writerOf = stackWriters(records)
  const context: StepContext = {
    timeline,
    begins: new Map(steps.map((record) => [record.spanId, beginOf(record)])),
    failure: report.failure?.spanId,
    errorsOf: (record) =>
      record.error === undefined ? [] : errorViews(record.error, stacks, writerOf(record)),
  }
  const bySpan = new Map(records.map((record) => [record.spanId, record]))
  const lineView = ({ line, depth }: Extract<ReportRow, { kind: 'line' }>): LineView => {
    const { level = '', text, error, time } = line
    const writer = writerOfLine(line, bySpan, writerOf)
    return {
      kind: 'line',
      depth,
      level,
      text,
      at: time === undefined ? undefined : time - Date.parse(report.begin),
      errors: error === undefined ? [] : errorViews(error, stacks, writer),
    }
  }
  const gaps = placedGaps(records).filter((gap) => !isWait(gap))
  const views = withGaps(rows, gaps, timeline, (row) =>
    row.kind === 'step' ? stepView(row, context) : lineView(row),
  )
  return { rows: views, span: steps.length === 0 ? 0 : timeline.whole }
}

type WriterOf = ReturnType<typeof stackWriters>

function writerOfLine(
  { spanId = '' }: ReportLine,
  bySpan: ReadonlyMap<string, RequestRecord>,
  writerOf: WriterOf,
): ReturnType<WriterOf> {
  const record = bySpan.get(spanId)
  return record === undefined ? {} : writerOf(record)
}

/** Whether a gap is the time that a call waits for its request, which the request's row shows. */
function isWait({ gap, next }: PlacedGap): boolean {
  return gap.after === undefined && next?.phase === 'complete'
}

/** Puts each gap before the step that ends it, or at the end of the step that contains it. */
function withGaps(
  rows: readonly ReportRow[],
  gaps: readonly PlacedGap[],
  timeline: Timeline,
  viewOf: (row: ReportRow) => RowView,
): RowView[] {
  const before = new Map(gaps.map((gap) => [gap.next, gap]))
  const atEnd = new Map(gaps.flatMap((gap) => (gap.next ? [] : [[gap.gap.within, gap] as const])))
  const views: RowView[] = []
  /** Steps that end with a gap, from the outermost. */
  const open: { readonly gap: PlacedGap; readonly depth: number }[] = []
  const close = (depth: number): void => {
    for (let last = open.at(-1); last && last.depth >= depth; last = open.at(-1)) {
      views.push(gapView(last.gap, last.depth + 1, timeline))
      open.pop()
    }
  }
  for (const row of rows) {
    close(row.depth)
    if (row.kind === 'step') {
      const gap = before.get(row.record)
      if (gap !== undefined) views.push(gapView(gap, row.depth, timeline))
      const last = atEnd.get(row.record)
      if (last !== undefined) open.push({ gap: last, depth: row.depth })
    }
    views.push(viewOf(row))
  }
  close(0)
  return views
}

function gapView({ gap, begin }: PlacedGap, depth: number, timeline: Timeline): GapView {
  const { after, before, duration } = gap
  const from = Math.max(0, shareOf(begin, timeline))
  const share = Math.max(0, Math.min(duration / timeline.whole, 1 - from))
  const places = [after && `after ${after}`, before && `before ${before}`].filter(Boolean)
  return { kind: 'gap', depth, text: places.join(', '), duration, bar: { begin: from, share } }
}
