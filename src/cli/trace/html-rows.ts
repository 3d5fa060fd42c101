import type { RequestRecord } from '../../lines/record.ts'
import { escapeHtml } from './html-text.ts'
import type { TraceReport } from './report.ts'
import { reportLines } from './report-line.ts'
import { type ReportRow, reportRows } from './report-rows.ts'
import { stepName } from './tree.ts'
import { describeLine, durationOf, NEVER_ENDED, outcomeOf } from './waterfall.ts'

/** Deeper rows are indented as far as this, so that narrow screens have room for their text. */
const MAX_INDENT = 12

/** Writes the steps of a trace, and the lines within them, as HTML. */
export function htmlRows(report: TraceReport, records: readonly RequestRecord[]): string {
  const begin = Date.parse(report.begin)
  return reportRows(records, reportLines(report.logs, report.lines))
    .map((row) => (row.kind === 'step' ? stepRow(row, report) : lineRow(row, begin)))
    .join('\n')
}

function stepRow(row: Extract<ReportRow, { kind: 'step' }>, { failure }: TraceReport): string {
  const { record, depth, begin, share, isOpen } = row
  const state = record.result === 'success' ? '' : 'failed'
  const classes = [isOpen ? 'open' : state, record.spanId === failure?.spanId ? 'here' : '']
  const bar = `left: ${percent(begin)}; width: ${percent(Math.min(share, 1 - begin))}`
  return `<details class="${classes.join(' ').trim()}"><summary>
<span style="${indent(depth)}">${escapeHtml(stepName(record))}</span>
<span class="layer">${escapeHtml(record.layer)}</span>
<span class="bar"><i style="${bar}"></i></span>
<span class="duration">${durationOf(row)}</span>
<span class="outcome">${escapeHtml(isOpen ? NEVER_ENDED : outcomeOf(record))}</span>
</summary><pre tabindex="0">${escapeHtml(JSON.stringify(record, undefined, 2))}</pre></details>`
}

function lineRow({ line, depth }: Extract<ReportRow, { kind: 'line' }>, begin: number): string {
  const text = escapeHtml(describeLine(line, begin))
  return `<div class="line ${line.level ?? ''}"><span style="${indent(depth)}">${text}</span></div>`
}

function indent(depth: number): string {
  return `padding-left: ${Math.min(depth, MAX_INDENT)}rem`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`
}
