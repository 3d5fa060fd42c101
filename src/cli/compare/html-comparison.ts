import { STYLE } from '../trace/html-style.ts'
import { escapeHtml } from '../trace/html-text.ts'
import { inService, nameMembers, percent } from './describe-finding.ts'
import { ms, sectionsOf, verdictOf } from './draw-comparison.ts'
import type { CompareReport } from './report.ts'
import { svgChart } from './svg-chart.ts'

const CHARTS = `
figure { margin: 1.5rem 0; }
svg { width: 100%; height: auto; }
svg text { font-size: 12px; fill: var(--quiet); }
svg path { fill: none; stroke: var(--bar); stroke-width: 1.5; }
svg .line1 { stroke: var(--warn); }
figcaption .line0 { color: var(--bar); }
figcaption .line1 { color: var(--warn); }
.axis { stroke: var(--quiet); }
.mark { stroke: var(--failed); stroke-dasharray: 4 3; }
table { width: 100%; border-collapse: collapse; }
td { padding: .15rem .75rem .15rem 0; overflow-wrap: anywhere; }
td i { display: block; height: .7rem; min-width: 1px; background: var(--warn); }
td i.before { background: var(--quiet); }
`

/** Writes a comparison as an HTML page with charts, without scripts or external files. */
export function htmlComparison(report: CompareReport): string {
  const title = verdictOf(report)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${CHARTS}</style>
<main>
<h1>${escapeHtml(title)}</h1>
${report.doubts.map((doubt) => `<p>${escapeHtml(doubt)}</p>`).join('\n')}
${charts(report)}
${bars(report)}
${sectionsOf(report)
  .filter(({ lines }) => lines.length > 0)
  .map(({ title: name, lines }) => `<h2>${name}</h2>\n<pre>${escapeHtml(lines.join('\n'))}</pre>`)
  .join('\n')}
</main>
</html>
`
}

function charts({ timeline, answer, after }: CompareReport): string {
  const lineOf = (name: string, read: (point: CompareReport['timeline'][number]) => number) => ({
    name,
    points: timeline.map((point) => ({ time: point.time, value: read(point) })),
  })
  const mark = answer?.course.time ?? after.since
  const requests = [lineOf('requests', (point) => point.requests)]
  const odd = [lineOf('odd requests', (point) => point.odd / Math.max(point.requests, 1))]
  const durations = [lineOf('p50', ({ p50 }) => p50), lineOf('p95', ({ p95 }) => p95)]
  return [
    svgChart({ title: 'Duration', lines: durations, mark, format: ms }),
    svgChart({ title: 'Share of odd requests', lines: odd, mark, format: percent }),
    svgChart({ title: 'Requests', lines: requests, mark, format: String }),
  ].join('\n')
}

/** Draws what sets odd requests apart, and the steps that grew, as bars. */
function bars({ findings, steps }: CompareReport): string {
  const values = findings
    .filter(({ members }) => members.length > 0)
    .map((finding) => {
      const name = `${nameMembers(finding)}${inService(finding)}`
      return rowOf(name, [finding.shareOfOdd, finding.shareOfRest], 1, percent)
    })
  const most = Math.max(...steps.map(({ after }) => after), 1)
  const times = steps.map(({ step, service, before, after }) => {
    const name = step === undefined ? `time without a step in ${service}` : `${step} in ${service}`
    return rowOf(name, [after, before], most, ms)
  })
  return [
    table('Of odd requests, and of the rest', values),
    table('Steps: after, and before', times),
  ].join('')
}

function table(title: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `<h2>${title}</h2>\n<table>${rows.join('')}</table>\n`
}

function rowOf(
  name: string,
  [after, before]: readonly [number, number],
  most: number,
  format: (value: number) => string,
): string {
  const bar = (value: number, kind: string): string => {
    const width = (100 * Math.min(value / most, 1)).toFixed(1)
    return `<i class="${kind}" style="width:${width}%"></i>`
  }
  return `<tr><td>${escapeHtml(name)}<td>${format(after)}<br>${format(before)}<td width="50%">${bar(after, 'after')}${bar(before, 'before')}`
}
