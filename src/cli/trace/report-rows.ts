import type { RequestRecord } from '../../lines/record.ts'
import type { ReportLine } from './report-line.ts'
import { type SpanBar, spanBars } from './span-bars.ts'
import { beginOf } from './step-times.ts'

/** A row of a report: a step with its bar, or a line within it. */
export type ReportRow =
  | ({ readonly kind: 'step' } & SpanBar)
  | { readonly kind: 'line'; readonly line: ReportLine; readonly depth: number }

/** A step whose later rows are not known yet. */
interface OpenStep {
  readonly depth: number
  /** The lines of the step that are not shown yet, in their order. */
  readonly lines: readonly ReportLine[]
  shown: number
}

/**
 * Returns the rows of a report: each step before the steps within it, and each line within its step, after
 * the steps that began before it. A line whose step is unknown stands beside the outermost steps.
 */
export function reportRows(
  records: readonly RequestRecord[],
  lines: readonly ReportLine[],
): ReportRow[] {
  const bars = spanBars(records)
  const homes = homesOf(bars, lines)
  const rows: ReportRow[] = []
  const show = (step: OpenStep, until: number): void => {
    for (let line = step.lines[step.shown]; line !== undefined; line = step.lines[step.shown]) {
      if ((line.time ?? Number.NEGATIVE_INFINITY) >= until) return
      rows.push({ kind: 'line', line, depth: step.depth + 1 })
      step.shown += 1
    }
  }
  const open: OpenStep[] = [{ depth: -1, lines: homes.get(undefined) ?? [], shown: 0 }]
  for (const bar of bars) {
    for (let last = open.at(-1); last && last.depth >= bar.depth; last = open.at(-1)) {
      show(last, Number.POSITIVE_INFINITY)
      open.pop()
    }
    const around = open.at(-1)
    if (around !== undefined) show(around, beginOf(bar.record))
    rows.push({ kind: 'step', ...bar })
    const { spanId } = bar.record
    open.push({ depth: bar.depth, lines: homes.get(spanId) ?? [], shown: 0 })
    homes.delete(spanId)
  }
  for (const step of open.reverse()) show(step, Number.POSITIVE_INFINITY)
  return rows
}

/** Returns the lines of each step, by its span id. */
function homesOf(
  bars: readonly SpanBar[],
  lines: readonly ReportLine[],
): Map<string | undefined, ReportLine[]> {
  const spans = new Set(bars.map(({ record }) => record.spanId))
  const invocations = new Map<string, string>()
  for (const { record } of bars) {
    const { requestId, spanId } = record
    // The request is before the steps within it.
    if (requestId !== undefined && !invocations.has(requestId)) invocations.set(requestId, spanId)
  }
  return Map.groupBy(lines, ({ spanId, requestId }) => {
    if (spanId !== undefined && spans.has(spanId)) return spanId
    return requestId === undefined ? undefined : invocations.get(requestId)
  })
}
