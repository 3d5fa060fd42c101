import { describeTime } from '../describe-range.ts'
import { STYLE } from '../trace/html-style.ts'
import { escapeHtml } from '../trace/html-text.ts'
import { describeChange, describeMs, digits } from './describe-measures.ts'
import type { MapEdge, MapNode, Measures, ServiceMap } from './service-map.ts'
import { svgMap } from './svg-map.ts'

const MAP_STYLE = `
main > svg { display: block; max-width: 100%; height: auto; }
svg { font: 13px system-ui, sans-serif; }
svg text { fill: var(--text); }
svg .quiet { fill: var(--quiet); }
svg rect { fill: var(--box); stroke: var(--bar); }
svg .called rect { stroke-dasharray: 4 3; }
svg path { fill: none; stroke: var(--quiet); }
svg .changed rect, svg .changed path { stroke: var(--failed); stroke-width: 2; }
svg .gone path, svg .gone rect { stroke-dasharray: 2 4; }
table { border-collapse: collapse; }
th, td { padding: .25rem .75rem .25rem 0; text-align: left; overflow-wrap: anywhere; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.failed { color: var(--failed); }
`

/** Writes a map as an HTML page without scripts or external files. */
export function htmlMap(map: ServiceMap): string {
  const names = new Map(map.nodes.map(({ id, name }) => [id, name]))
  const services = map.nodes.filter(({ kind }) => kind === 'service')
  const nodeRows = services.map((node) => row([node.name, node.layer ?? ''], node, node.requests))
  const edgeRows = map.edges.map((edge) =>
    row([names.get(edge.from) ?? '', names.get(edge.to) ?? ''], edge, edge.calls),
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Map of services</title>
<style>${STYLE}${MAP_STYLE}</style>
<main>
<h1>Map of services</h1>
<p>${escapeHtml(describeSpan(map))}</p>
${svgMap(map)}
<h2>Services</h2>
${table(['Service', 'Layer', 'Requests'], nodeRows)}
<h2>Calls</h2>
${table(['From', 'To', 'Calls'], edgeRows)}
</main>
</html>
`
}

function describeSpan({ since, until }: ServiceMap): string {
  if (since === undefined || until === undefined) return ''
  return `${describeTime(since)} to ${describeTime(until)}`
}

function table([first, second, counted]: readonly string[], rows: readonly string[]): string {
  const heads = [first, second, counted, 'A minute', 'Errors', 'p95', 'Change']
  const head = heads.map((name) => `<th scope="col">${name}</th>`).join('')
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`
}

function row(
  texts: readonly string[],
  one: MapNode | MapEdge,
  measures: Measures | undefined,
): string {
  const shown = one.change === 'gone' ? undefined : measures
  const { count, perMinute, errorPct, p95Ms } = shown ?? {}
  const numbers = [
    count === undefined ? '' : String(count),
    perMinute === undefined ? '' : digits(perMinute),
    errorPct === undefined ? '' : `${digits(errorPct)} %`,
    p95Ms === undefined ? '' : describeMs(p95Ms),
  ]
  return `<tr>${texts.map((text) => `<td>${escapeHtml(text)}</td>`).join('')}${numbers
    .map((number) => `<td class="number">${number}</td>`)
    .join('')}<td class="failed">${escapeHtml(describeChange(one))}</td></tr>`
}
