import type { RequestRecord } from '../../lines/record.ts'
import { escapeLines } from '../terminal.ts'
import { describeDoubt, describeErrorLine, describePart } from './draw-report.ts'
import { causesOf, type ErrorLine } from './failure.ts'
import type { TraceReport } from './report.ts'
import { type SpanBar, spanBars } from './span-bars.ts'
import { stepName } from './tree.ts'
import { outcomeOf } from './waterfall.ts'

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h2 { overflow-wrap: anywhere; font: 600 1.1rem ui-monospace, monospace; }
summary { display: grid; grid-template-columns: 22rem 7rem 1fr 6rem 12rem; gap: .75rem; cursor: pointer; }
summary:hover { background: #8882; }
.bar { position: relative; }
.bar i { position: absolute; inset: .4rem auto .4rem 0; min-width: 2px; border-radius: 2px; background: #2a8ca8; }
.failed i { background: #c33; }
.failed .outcome { color: #c33; }
.here { outline: 2px solid #c33; }
.duration { text-align: right; font-variant-numeric: tabular-nums; }
pre { overflow-x: auto; padding: .75rem; background: #8881; border-radius: 4px; }
`

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
${traces.map(({ report, records }) => section(report, records)).join('\n')}
</html>
`
}

function section(report: TraceReport, records: readonly RequestRecord[]): string {
  const { traceId, begin, duration, services, failure, failedRequest, xray, part } = report
  const { tenantIds, doubtful, errorLine } = report
  const about = [`${duration.toFixed(1)} ms`, ...services, ...tenantIds]
  const summary = `${begin}, ${about.join(', ')}`
  const link = xray === undefined ? '' : `<p><a href="${escapeHtml(xray)}">X-Ray</a></p>\n`
  const rows = spanBars(records).map((bar) => row(bar, bar.record.spanId === failure?.spanId))
  return `<h2>${escapeHtml(traceId)}</h2>
<p>${escapeHtml(summary)}</p>
${part === undefined ? '' : `<p>${escapeHtml(describePart(part))}</p>\n`}${errorOf('Failed at', failure, errorLine)}${errorOf('Ended at', failedRequest)}${rows.join('\n')}
${link}${listOf('Maybe forged', doubtful.map(describeDoubt))}`
}

function listOf(heading: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  const list = items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n')
  return `<p>${heading}</p>\n<ul>\n${list}\n</ul>\n`
}

function errorOf(heading: string, record: RequestRecord | undefined, line?: ErrorLine): string {
  if (record === undefined) return ''
  const { error, service, layer } = record
  const causes = error === undefined ? [] : causesOf(error)
  const text = [
    `${heading} ${stepName(record)} in ${service} (${layer}): ${outcomeOf(record)}`,
    error?.message,
    ...causes.map(({ message }) => `Caused by ${message}`),
    error?.stack,
    line && describeErrorLine(line),
    line?.error.stack,
  ]
  return `<pre>${escapeHtml(text.filter(Boolean).join('\n'))}</pre>\n`
}

function row({ record, depth, begin, share }: SpanBar, isFailure: boolean): string {
  const classes = [record.result === 'success' ? '' : 'failed', isFailure ? 'here' : '']
  const bar = `margin-left: ${percent(begin)}; width: ${percent(Math.min(share, 1 - begin))}`
  return `<details class="${classes.join(' ').trim()}"><summary>
<span style="padding-left: ${depth}rem">${escapeHtml(stepName(record))}</span>
<span>${escapeHtml(record.layer)}</span>
<span class="bar"><i style="${bar}"></i></span>
<span class="duration">${(record.duration ?? 0).toFixed(1)} ms</span>
<span class="outcome">${escapeHtml(outcomeOf(record))}</span>
</summary><pre>${escapeHtml(JSON.stringify(record, undefined, 2))}</pre></details>`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return escapeLines(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
