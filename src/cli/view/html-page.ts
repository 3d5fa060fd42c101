import { createHash } from 'node:crypto'
import { escapeHtml } from '../trace/html-text.ts'
import { builtFile } from './page-files.ts'
import { shownJson } from './shown-json.ts'
import type { TraceView } from './trace-view.ts'

/** What the page reads from its file. */
export interface PageData {
  readonly traces: readonly TraceView[]
}

/** Writes traces as one file: the page of `hoptrace dev`, with the traces in it. */
export function htmlPage(traces: readonly TraceView[]): string {
  const script = builtFile('page.js')
  const style = builtFile('page.css')
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const data: PageData = { traces }
  const title = traces.map(({ summary }) => summary.traceId).join(', ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title.slice(0, MAX_TITLE))}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<script id="data" type="application/json">${inert(shownJson(data))}</script>
<script type="module">${script}</script>
</body>
</html>
`
}

const MAX_TITLE = 200

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** Returns JSON that an HTML parser takes as text, whatever it says. */
function inert(json: string): string {
  return json.replaceAll('<', '\\u003c')
}
