import type { RequestRecord } from '../../lines/record.ts'
import { describeBuild } from './builds.ts'
import {
  describeDoubt,
  describeErrorLine,
  describeGap,
  describePart,
  describeStep,
} from './draw-report.ts'
import { causesOf, type ErrorLine } from './failure.ts'
import { htmlRows } from './html-rows.ts'
import { STYLE } from './html-style.ts'
import { escapeHtml } from './html-text.ts'
import type { TraceReport } from './report.ts'
import { outcomeOf } from './waterfall.ts'

/** Writes traces as an HTML page without scripts or external files. */
export function htmlReport(
  traces: readonly { report: TraceReport; records: readonly RequestRecord[] }[],
): string {
  const title = [...new Set(traces.map(({ report }) => report.traceId))].join(', ')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<main>
${traces.map(({ report, records }) => section(report, records)).join('\n')}
</main>
</html>
`
}

function section(report: TraceReport, records: readonly RequestRecord[]): string {
  const { traceId, begin, duration, builds, failure, failedRequest, part } = report
  const { jobIds, tenantIds, userIds, unfinished, gaps, doubtful, errorLine } = report
  const about = [`${begin}`, `${duration.toFixed(1)} ms`, ...builds.map(describeBuild)]
  const parts = [
    `<h1>${escapeHtml(traceId)}</h1>`,
    paragraph(part && describePart(part)),
    paragraph(about.join(', ')),
    paragraph([...jobIds, ...tenantIds, ...userIds].join(', ')),
    errorOf('Failed at', failure, errorLine),
    errorOf('Ended at', failedRequest),
    htmlRows(report, records),
    listOf('Never ended', unfinished.map(describeStep).map(escapeHtml)),
    listOf('Time without a step', gaps.map(describeGap).map(escapeHtml)),
    listOf('Look next', nextItems(report)),
    listOf('Maybe forged', doubtful.map(describeDoubt).map(escapeHtml)),
  ]
  return parts.filter((text) => text !== '').join('\n')
}

function paragraph(text = ''): string {
  return text === '' ? '' : `<p>${escapeHtml(text)}</p>`
}

function nextItems({ commands, logGroups, xray }: TraceReport): string[] {
  const link = xray === undefined ? [] : [`<a href="${escapeHtml(xray)}">The trace in X-Ray</a>`]
  return [...[...commands, ...logGroups].map(escapeHtml), ...link]
}

/** @param items HTML */
function listOf(heading: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  const list = items.map((item) => `<li>${item}</li>`).join('\n')
  return `<h2>${heading}</h2>\n<ul>\n${list}\n</ul>`
}

function errorOf(heading: string, record: RequestRecord | undefined, line?: ErrorLine): string {
  if (record === undefined) return ''
  const { error } = record
  const causes = error === undefined ? [] : causesOf(error)
  const text = [
    `${heading} ${describeStep(record)}: ${outcomeOf(record)}`,
    error?.message,
    ...causes.map(({ message }) => `Caused by ${message}`),
    error?.stack,
    line && describeErrorLine(line),
    line?.error.stack,
  ]
  return `<pre tabindex="0">${escapeHtml(text.filter(Boolean).join('\n'))}</pre>`
}
